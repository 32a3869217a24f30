import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runChecked } from './run-checked.mjs';

/** The repository. */
export const ROOT = fileURLToPath(new URL('../..', import.meta.url));
/** Where the tools of this check are. */
export const TOOLS = fileURLToPath(new URL('node_modules/.bin/', import.meta.url));

/** Packs the SDK and returns the tarball's path. A pack that changes the work tree fails. */
export function pack(folder) {
  const before = workTree();
  runChecked('npm', ['pack', '--silent', '--workspace', '@portcullis/origin', '--pack-destination', folder], ROOT);
  if (workTree() !== before) throw new Error('npm pack has changed files that git knows.');
  const name = readdirSync(folder).find((file) => file.endsWith('.tgz'));
  if (name === undefined) throw new Error('npm pack has made no tarball.');
  return join(folder, name);
}

/** Sets up an app that has the tarball's content as its dependency, beside the workspace's other packages. */
export function install(tarball, folder) {
  const app = join(folder, 'app');
  const home = join(app, 'node_modules', '@portcullis', 'origin');
  mkdirSync(home, { recursive: true });
  runChecked('tar', ['-xzf', tarball, '-C', home, '--strip-components=1'], folder);
  writeFileSync(join(app, 'package.json'), '{"private":true,"type":"module"}\n');
  for (const name of ['jose', 'hono', 'express', 'fastify', '@types']) {
    symlinkSync(join(ROOT, 'node_modules', name), join(app, 'node_modules', name));
  }
  return app;
}

/** The package's manifest as it was published. */
export function manifestOf(app) {
  return JSON.parse(readFileSync(join(app, 'node_modules/@portcullis/origin/package.json'), 'utf8'));
}

/** The entries that hold code, such as `@portcullis/origin/hono`. */
export function entriesOf(app) {
  const { name, exports } = manifestOf(app);
  return Object.keys(exports)
    .filter((entry) => entry !== './package.json')
    .map((entry) => `${name}${entry.slice(1)}`);
}

/** Entries that need Node's own modules. All others run wherever there is `fetch` and Web Crypto. */
const NODE_ENTRIES = new Set(['async', 'express', 'fastify', 'next', 'node', 'testing']);

export function needsNode(entry) {
  return NODE_ENTRIES.has(entry.split('/')[2] ?? '');
}

function workTree() {
  return runChecked('git', ['status', '--porcelain', '--', 'origin-sdk'], ROOT);
}
