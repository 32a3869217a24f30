#!/usr/bin/env node
// "node tools/installed.mjs lint" says what to run where tools/lint is not installed as its manifest says. Nothing is
// installed unasked: a lint must not use the network.
import { readFileSync } from 'node:fs';

const [name] = process.argv.slice(2);
const folder = new URL(`${name}/`, import.meta.url);

/** @param {string} file @returns {any} */
function read(file) {
  return JSON.parse(readFileSync(new URL(file, folder), 'utf8'));
}

/** @param {[string, string]} entry */
function isInstalled([dependency, version]) {
  try {
    return read(`node_modules/${dependency}/package.json`).version === version;
  } catch {
    return false;
  }
}

if (!Object.entries(read('package.json').devDependencies).every(isInstalled)) {
  console.error(
    `The packages of tools/${name} are missing or of another version. Install them: npm run tools -- ${name}`,
  );
  process.exitCode = 1;
}
