#!/usr/bin/env node
// The toolchain (wrangler, vitest, running TypeScript without a build) needs a current Node. Where the system's
// is older, this puts the `node` package into .toolchain/ and links it into node_modules/.bin, which npm scripts and npx
// search first. A devDependency would do the same, but would cost every install 190 MB, current Node or not.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const MINIMUM = [22, 18];
const VERSION = '24.21.0';
const root = dirname(dirname(fileURLToPath(import.meta.url)));
const home = join(root, '.toolchain');
const binary = join(home, 'node_modules', 'node', 'bin', 'node');
const link = join(root, 'node_modules', '.bin', 'node');

/** @param {string} version e.g. "22.18.0" */
export function isCurrent(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > MINIMUM[0] || (major === MINIMUM[0] && minor >= MINIMUM[1]);
}

function install() {
  mkdirSync(home, { recursive: true });
  const manifest = { private: true, dependencies: { node: VERSION }, allowScripts: { node: true } };
  writeFileSync(join(home, 'package.json'), `${JSON.stringify(manifest)}\n`);
  const npm = process.env.npm_execpath;
  const args = ['install', '--prefix', home, '--no-audit', '--no-fund', '--no-package-lock', '--silent'];
  const options = { cwd: home, stdio: /** @type {const} */ (['ignore', 'inherit', 'inherit']) };
  if (npm) execFileSync(process.execPath, [npm, ...args], options);
  else execFileSync('npm', args, options);
  // The package keeps the archive that it linked its binary from: headers and npm, 70 MB that nothing here reads.
  rmSync(join(home, 'node_modules', 'node', 'node_modules'), { recursive: true, force: true });
}

if (!isCurrent(process.versions.node)) {
  if (!existsSync(binary)) {
    console.log(
      `Node ${process.versions.node} is older than ${MINIMUM.join('.')}: installing Node ${VERSION} into .toolchain/, for this project only`,
    );
    try {
      install();
    } catch {
      console.error(
        `Could not install Node ${VERSION} from npm. Install Node ${MINIMUM.join('.')} or newer and run "npm ci" again.`,
      );
      process.exit(1);
    }
  }
  mkdirSync(dirname(link), { recursive: true });
  rmSync(link, { force: true });
  symlinkSync(relative(dirname(link), binary), link);
}
