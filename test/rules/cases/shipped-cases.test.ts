import { readFileSync } from 'node:fs';
import { compileRulesFile, readSource } from '@portcullis/rules/compiler';
import { createEngine, type Engine } from '@portcullis/rules/engine';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { beforeAll, expect, test } from 'vitest';
import { casesJsonSchema, compileCases, coverageOf, runCases } from '../../../rules/src/cases/index.ts';

const FILE = 'rules/gateway.test.yaml';
const text = readFileSync(FILE, 'utf8');
let engine: Engine;

beforeAll(() => {
  const compiled = compileRulesFile('rules/gateway.yaml');
  if (!compiled.ok) throw new Error('the shipped rules do not compile');
  engine = createEngine(compiled.policy, { development: false });
});

test('the shipped cases hold, and show all of the shipped rules', () => {
  const compiled = compileCases(FILE, text, engine);
  const results = compiled.ok ? runCases(engine, compiled.cases) : [];
  expect(results.length).toBeGreaterThan(100);
  expect(results.filter(({ differences }) => differences.length > 0)).toEqual([]);
  expect(coverageOf(engine, results)).toMatchObject({ percent: 100, missing: [] });
});

test('rules/test.schema.json is what "portcullis test --schema" prints', () => {
  expect(JSON.parse(readFileSync('rules/test.schema.json', 'utf8'))).toEqual(
    JSON.parse(JSON.stringify(casesJsonSchema())),
  );
});

test('the schema takes the shipped cases, and no others', () => {
  const validate = new Ajv2020({ strict: false }).compile(casesJsonSchema());
  const source = readSource(FILE, text);
  const cases = source.ok ? (source.raw as Record<string, unknown>) : {};
  expect(validate(cases)).toBe(true);
  expect(validate({ ...cases, other: 1 })).toBe(false);
  expect(validate({ ...cases, cases: [{ request: 'GET /', expect: 'alow' }] })).toBe(false);
});
