import { readFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { bundleWorker } from '../../cli/src/dev/bundle-worker.ts';
import { folderOfFile } from '../support/of-file.ts';
import { BUNDLE_GZIP_KIB } from './budget.ts';
import { importsOf } from './imports.ts';
import { readSources } from './sources.ts';

/** What makes and explains rules, and what only Node has, must not be where they are enforced. */
const FORBIDDEN =
  /^rules\/src\/(?!engine\/|policy\/|responses\/|(?:controls|settings)\/(?:[a-z-]+\/)*(?:policy|decide)\.ts$)|^(?:cli|test|examples|tools)\/|^origin-sdk\/src\/(?!context\/)|(?:^|\/)node_modules\/(?!(?:hono|ipaddr\.js|jose|@upstash\/redis|oauth4webapi|structured-headers|uncrypto)\/)/;

const bundle = await bundleWorker(await folderOfFile('bundle'));

test('it holds the engine, the pipeline and the state, and nothing that has no business there', () => {
  expect(bundle.inputs).toEqual(
    expect.arrayContaining([
      'worker/index.ts',
      'worker/pipeline/pipeline.ts',
      'rules/src/engine/decide.ts',
      'worker/state/embedded/gate-state.ts',
    ]),
  );
  expect(bundle.inputs.filter((input) => FORBIDDEN.test(input))).toEqual([]);
});

test('it imports nothing at run time but the rules and the platform', async () => {
  const code = await readFile(bundle.file, 'utf8');
  const imported = [...code.matchAll(/(?:\bfrom|\bimport)\s*\(?["']([\w.:/@-]+)["']/g)].map(([, name]) => name);
  expect(new Set(imported)).toEqual(new Set(['cloudflare:workers', './policy.json', './addresses.bin']));
});

test(`it is at most ${BUNDLE_GZIP_KIB.atMost} KiB, compressed`, async () => {
  const bytes = gzipSync(await readFile(bundle.file), { level: 9 }).byteLength;
  expect(bytes).toBeLessThanOrEqual(BUNDLE_GZIP_KIB.atMost * 1024);
  expect(bytes).toBeGreaterThan(10 * 1024);
});

test('the other checks read the same imports as the bundler: what is in it is reachable by them', () => {
  const imports = importsOf(readSources());
  const reached = new Set(['worker/index.ts']);
  for (const file of reached) {
    for (const { from, target } of imports) if (from === file && 'file' in target) reached.add(target.file);
  }
  const own = bundle.inputs.filter((input) => !input.includes('node_modules'));
  expect(own.length).toBeGreaterThan(50);
  expect(own.filter((input) => !reached.has(input))).toEqual([]);
});

describe('it notices', () => {
  test.each([
    'rules/src/compiler/compile.ts',
    'rules/src/controls/conditions/tls/schema.ts',
    'rules/src/controls/conditions/index.ts',
    'rules/src/settings/cors/compile.ts',
    'rules/src/settings/index.ts',
    'cli/src/run.ts',
    'cli/src/dev/ports.ts',
    'rules/src/analysis/diff.ts',
    'origin-sdk/src/keys.ts',
    'node_modules/zod/index.js',
    'node_modules/yaml/dist/index.js',
    'node_modules/commander/index.js',
    'test/support/mint.ts',
  ])('%s', (input) => expect(FORBIDDEN.test(input)).toBe(true));

  test.each([
    'rules/src/engine/decide.ts',
    'rules/src/controls/conditions/decide.ts',
    'rules/src/controls/conditions/tls/decide.ts',
    'rules/src/settings/mode/policy.ts',
    'rules/src/policy/index.ts',
    'worker/app.ts',
    'origin-sdk/src/context/names.ts',
    'node_modules/hono/dist/hono.js',
    'node_modules/jose/dist/index.js',
  ])('and lets %s be', (input) => expect(FORBIDDEN.test(input)).toBe(false));
});
