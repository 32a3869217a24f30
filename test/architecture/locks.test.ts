import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { lockProblems, type Manifest } from './locks.ts';

const read = (file: string): Manifest => JSON.parse(readFileSync(file, 'utf8'));
const manifests = globSync(['package.json', 'tools/*/package.json', 'test/frameworks/app/package.json']).filter(
  // Part of the root's install, as its workspaces are.
  (file) => file !== 'tools/node/package.json',
);

test.each(manifests)('%s has a lockfile that names each package by version and checksum, and no registry', (file) => {
  expect(lockProblems(read(file), read(join(dirname(file), 'package-lock.json')))).toEqual([]);
});

test('apps outside the workspace use the versions that it tests with, but for an older TypeScript', () => {
  const known = Object.entries(read('test/frameworks/app/package.json').devDependencies ?? {});
  const ours = { ...read('examples/freight/package.json').dependencies };
  const { dependencies, devDependencies } = read('package.json');
  Object.assign(ours, dependencies, devDependencies, { typescript: undefined });
  expect(known.filter(([name, version]) => version !== (ours[name] ?? version))).toEqual([]);
});

test('the Node that old machines get is the one in .node-version, and current ones get none', () => {
  const { optionalDependencies, engines } = read('tools/node/package.json');
  const version = readFileSync('.node-version', 'utf8').trim();
  expect(Object.values(optionalDependencies ?? {})).toEqual([version, version]);
  expect(`>=${engines?.node?.slice(1)}`).toBe(read('package.json').engines?.node);
});

test('it notices what a lockfile must not have, and what it lacks', () => {
  const manifest = { devDependencies: { a: '1.0.0', b: '^1.0.0' } };
  const registry = 'https://registry.example/a-1.0.0.tgz';
  const lock = { packages: { '': { devDependencies: { a: '1.0.1' } }, 'node_modules/a': { resolved: registry } } };
  expect(lockProblems(manifest, lock)).toEqual([
    'b is not pinned: ^1.0.0',
    'the lockfile is for other versions',
    `node_modules/a comes from ${registry}`,
    'node_modules/a has no checksum',
  ]);
});
