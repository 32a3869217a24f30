#!/usr/bin/env node
// "npm run tools" installs what the checks need and the gateway does not, each from its own lockfile: too heavy for every
// "npm ci". "npm run tools -- lint reference" installs these two alone.
import { execFileSync } from 'node:child_process';
import { toolFolders } from './tool-folders.mjs';

const known = toolFolders();
const wanted = process.argv.length > 2 ? process.argv.slice(2) : known;
const unknown = wanted.filter((name) => !known.includes(name));
if (unknown.length > 0) {
  console.error(`No such tool: ${unknown.join(', ')}. There are ${known.join(', ')}.`);
  process.exit(2);
}
for (const name of wanted) {
  console.log(`tools/${name}: npm ci`);
  execFileSync('npm', ['ci', '--prefix', `tools/${name}`, '--no-audit', '--no-fund', '--silent'], {
    cwd: new URL('..', import.meta.url),
    stdio: 'inherit',
  });
}
