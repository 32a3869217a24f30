import { beforeAll, describe, expect, test } from 'vitest';
import { type Edit, errorsAfter } from './unfinished.ts';

const CONDITIONS = 'controls/conditions';

/** Keys that the schema alone knows: in the access itself, and beside the key of a condition. */
const SCHEMA_ALONE: readonly Edit[] = [
  ['compiler/shape/schema-access.ts', '...conditionsSchema,', '...conditionsSchema, devices: z.string().optional(),'],
  [`${CONDITIONS}/tls/schema.ts`, 'export const schema = {', 'export const schema = { ciphers: z.string().optional(),'],
];
/** A condition that the compiled format alone knows. */
const POLICY_ALONE: Edit = [
  `${CONDITIONS}/policy.ts`,
  'readonly tls: TlsCondition;',
  'readonly tls: TlsCondition; readonly devices: { d: 1 };',
];

/** Parts that are left out: of which module, and the line without which it has no such part. */
const PARTS: readonly (readonly [part: string, file: string, line: RegExp, named: string])[] = [
  ['its schema', `${CONDITIONS}/tenant/index.ts`, /^ {2}schema,\n/m, 'schema'],
  [
    'its row in the documents',
    `${CONDITIONS}/countries/index.ts`,
    /^ {2}documentation: \{[\s\S]*?^ {2}\},\n/m,
    'documentation',
  ],
  ['how it is compiled', `${CONDITIONS}/countries/index.ts`, /^ {2}compile,\n/m, 'compile'],
  ['what a route states', `${CONDITIONS}/asns/index.ts`, /^ {2}stated: .*\n/m, 'stated'],
  ['what explain says', `${CONDITIONS}/tls/index.ts`, /^ {2}explain,\n/m, 'explain'],
  ['how a refused request would pass', `${CONDITIONS}/tls/explain.ts`, /^ {6}passes: .*\n/m, 'passes'],
  ['one of its refusals', `${CONDITIONS}/times/explain.ts`, /^ {4}not_yet_open: .*\n/m, 'not_yet_open'],
  ['what diff compares', `${CONDITIONS}/times/index.ts`, /^ {2}diff,\n/m, 'diff'],
  ['its axis', `${CONDITIONS}/tenant/diff.ts`, /^ {2}axis: .*\n/m, 'axis'],
  ['its words', `${CONDITIONS}/countries/diff.ts`, /^ {2}words: .*\n/m, 'words'],
  ['its advice', `${CONDITIONS}/countries/index.ts`, /^ {2}advise: null,\n/m, 'advise'],
  ['what it asks of the platform', `${CONDITIONS}/tls/index.ts`, /^ {2}fact: 'tls',\n/m, 'fact'],
  ['what shows it at work', `${CONDITIONS}/times/index.ts`, /^ {2}shows: .*\n/m, 'shows'],
  ['the check of a control', 'controls/decide.ts', /^ {2}stepUp: decideStepUp,\n/m, 'stepUp'],
  ['the diff of a control', 'controls/step-up/index.ts', /^ {2}diff,\n/m, 'diff'],
  ['the axes of a control', 'controls/act-as/diff.ts', /^ {2}axes: \[[\s\S]*?^ {2}\],\n/m, 'axes'],
  ['the advice of a control', 'controls/cross-site/index.ts', /^ {2}advice: NO_ADVICE,\n/m, 'advice'],
  ['what a log must report for a control', 'controls/limits/index.ts', /^ {2}replay: .*\n/m, 'replay'],
  ['what explain says of a control', 'controls/roles/index.ts', /^ {2}explain,\n/m, 'explain'],
  ['a refusal of a control', 'controls/cross-site/explain.ts', /^ {4}cross_site: .*\n/m, 'cross_site'],
  ['the coverage of a control', 'controls/addresses/index.ts', /^ {2}coverage: \{[\s\S]*?^ {2}\},\n/m, 'coverage'],
];

/** What is compiled: with what it imports, nearly half of the sources. */
const COMPILED = ['src/controls', 'src/compiler/shape'];

let schemaAlone: readonly string[];
let partsLeftOut: readonly string[];

beforeAll(async () => {
  [schemaAlone, partsLeftOut] = await Promise.all([
    errorsAfter(SCHEMA_ALONE, COMPILED),
    errorsAfter(partsWithout(), COMPILED),
  ]);
}, 120_000);

function partsWithout(): readonly Edit[] {
  return [POLICY_ALONE, ...PARTS.map(([, file, line]) => [file, line, ''] as const)];
}

describe('a key that only the schema knows does not compile', () => {
  test.each([
    ['in the access', 'compiler/shape/schema-access.ts', 'devices'],
    ['beside the key of a condition', `${CONDITIONS}/schema.ts`, 'ciphers'],
  ])('%s', (_, file, key) => {
    const named = schemaAlone.filter((error) => error.includes(file) && error.includes(key));
    expect(named, schemaAlone.join('\n')).not.toEqual([]);
  });
});

describe('a condition that only the compiled format knows does not compile', () => {
  test.each([
    ['its place in the order', 'policy.ts'],
    ['its check, for the Worker', 'decide.ts'],
    ['its module, for the tools', 'registry.ts'],
  ])('%s', (_, file) => {
    const named = partsLeftOut.filter((error) => error.includes(`${CONDITIONS}/${file}`) && error.includes('devices'));
    expect(named, partsLeftOut.join('\n')).not.toEqual([]);
  });
});

test.each(PARTS)('a module without %s does not compile', (_part, file, _line, name) => {
  const missing = new RegExp(`Property '${name}' is missing|missing the following properties .*: .*\\b${name}\\b`);
  const named = partsLeftOut.filter((error) => error.includes(file) && missing.test(error));
  expect(named, partsLeftOut.join('\n')).not.toEqual([]);
});
