import { describe, expect, test } from 'vitest';
import { importsOf, specifiersOf } from './imports.ts';
import { LAYERS, layerOf, wrongDirections } from './layers.ts';
import { readSources } from './sources.ts';

const sources = readSources();

test('no import goes against the directions', () => {
  expect(wrongDirections(sources)).toEqual([]);
});

test('every file that is imported is there', () => {
  const missing = importsOf(sources).flatMap(({ from, target }) =>
    'file' in target && target.file.endsWith('.ts') && !sources.has(target.file) ? [`${from}: ${target.file}`] : [],
  );
  expect(missing).toEqual([]);
});

test('there are sources in every layer but the one that is to come', () => {
  const used = new Set([...sources.keys()].map((file) => layerOf(file)?.name));
  const empty = LAYERS.map(({ name }) => name).filter((name) => !used.has(name));
  expect(empty.filter((name) => name !== 'analysis')).toEqual([]);
});

describe('it notices', () => {
  test.each([
    ['origin-sdk/src/context/claims.ts', "import { a } from '../keys.ts';", 'sdk'],
    ['origin-sdk/src/context/claims.ts', "import { a } from 'jose';", 'package jose'],
    ['rules/src/policy/policy.ts', "import type { Engine } from '../engine/index.ts';", 'engine'],
    ['rules/src/engine/decide.ts', "import { a } from '../compiler/index.ts';", 'compiler'],
    ['rules/src/engine/decide.ts', "import { readFileSync } from 'node:fs';", 'package node:fs'],
    ['rules/src/engine/steps/admit.ts', "export * from '../../../../worker/core/tokens/session.ts';", 'core'],
    ['rules/src/compiler/compile.ts', "import { run } from '../cli/run.ts';", 'cli'],
    ['worker/core/session.ts', "import type { StatePort } from '../state/port.ts';", 'port'],
    ['worker/core/session.ts', "import { compileRules } from '@portcullis/rules/compiler';", 'compiler'],
    ['worker/core/session.ts', "import { verify } from '@portcullis/origin';", 'sdk'],
    ['worker/core/session.ts', "import { z } from 'zod';", 'package zod'],
    ['worker/core/session.ts', "const late = await import('../config.ts');", 'config'],
    ['worker/core/session.ts', "type Late = import('../config.ts').Config;", 'config'],
    ['worker/state/port.ts', "import type { GateState } from './embedded/gate-state.ts';", 'state'],
    ['worker/state/embedded/gate-state.ts', "import type { Exchange } from '../../pipeline/exchange.ts';", 'pipeline'],
    ['worker/adapters/origin-fetch.ts', "import type { Origin } from '../config.ts';", 'config'],
    ['worker/pipeline/admit.ts', "import { createEmbeddedState } from '../state/embedded/embedded-state.ts';", 'state'],
    ['worker/pipeline/admit.ts', "import { Hono } from 'hono';", 'package hono'],
    ['worker/endpoints/session.ts', "import { fetchOrigin } from '../adapters/origin-fetch.ts';", 'adapters'],
    ['worker/app.ts', "import policy from '../rules/compiled/other.json' with { type: 'json' };", 'no layer'],
    ['worker/core/session.ts', "import addresses from '../../rules/compiled/addresses.bin';", 'no layer'],
    ['examples/freight/src/app.ts', "import { decide } from '@portcullis/rules/engine';", 'engine'],
    ['tools/helper.ts', "import { a } from './b.ts';", 'no layer'],
  ])('in %s: %s', (file, text, named) => {
    const [problem, ...more] = wrongDirections(new Map([[file, text]]));
    expect(problem).toContain(named);
    expect(more).toEqual([]);
  });
});

test('imports are read in every form, and comments and texts are not read', () => {
  const text = `
import a from './a.ts';
import type { B, b } from "./b.ts";
import {
  c,
  type C,
} from './c.ts'; // import x from './x1.ts'
import * as d from './d.ts';
import './e.ts';
export * from './f.ts';
export { g } from './g.ts';
export type { H } from './h.ts';
const i = await import('./i.ts');
type J = import('./j.ts').J;
import k from './k.json' with { type: 'json' };
/* import x from './x2.ts' */
/** {@link import('./x3.ts')} */
const url = 'https://example.com'; import l from './l.ts';
const text = \`<b>from "./x4.ts"</b>\`;
`;
  expect(specifiersOf(text)).toEqual(
    'abcdefghij'
      .split('')
      .map((name) => `./${name}.ts`)
      .concat('./k.json', './l.ts'),
  );
});
