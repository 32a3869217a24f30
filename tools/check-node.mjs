#!/usr/bin/env node
// Older versions of Node do not run TypeScript, and would only say that they do not know a file's extension. npm puts
// node_modules/.bin first, so this runs in the Node that tools/node brought, where it has brought one.
import { readFileSync } from 'node:fs';

const read = (file) => readFileSync(new URL(`../${file}`, import.meta.url), 'utf8');
const needed = JSON.parse(read('package.json')).engines.node.replace('>=', '');

if (process.versions.node.localeCompare(needed, 'en', { numeric: true }) < 0) {
  console.error(
    `This project needs Node ${needed} or newer, and this is ${process.versions.node}. Install Node ${read('.node-version').trim()}, the version in .node-version, and run "npm ci" again.`,
  );
  process.exitCode = 1;
}
