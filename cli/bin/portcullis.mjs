#!/usr/bin/env node
// Older versions of Node do not run TypeScript, and would only say that they do not know the file's extension.
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major > 22 || (major === 22 && minor >= 18)) await import('../src/main.ts');
else {
  process.stderr.write(
    `portcullis needs Node 22.18 or newer, and this is ${process.versions.node}. "npx portcullis" takes the one that "npm ci" brings on Linux; elsewhere, install it.\n`,
  );
  process.exitCode = 2;
}
