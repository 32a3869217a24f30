import { beforeAll, describe, expect, test } from 'vitest';
import { type Edit, errorsAfter } from './unfinished.ts';

/** What is compiled, with what it imports. */
const PARTS = ['src/settings', 'src/compiler/build', 'src/compiler/shape', 'src/engine', 'src/analysis/diff/treatment'];

/** Keys that only the schema knows: beside the settings, and in the maps of two of them. */
const SCHEMA_ALONE: readonly Edit[] = [
  ['compiler/shape/schema-route.ts', '...settingsSchema,', '...settingsSchema, devices: z.string().optional(),'],
  ['settings/cors/schema.ts', 'readOfCors({', 'readOfCors({ ports: z.string().optional(),'],
  ['settings/headers/schema.ts', 'readOfHeaders({', 'readOfHeaders({ server: z.string().optional(),'],
];
/** Members that only the compiled route knows, beside the settings and in one of them; and a key that its compiler ignores. */
const ROUTE_ALONE: readonly Edit[] = [
  ['policy/route.ts', 'readonly access: Access;', 'readonly access: Access; readonly devices: string;'],
  ['settings/cookies/policy.ts', 'readonly cookies:', "readonly priority: 'low'; readonly cookies:"],
  [
    'settings/audit/index.ts',
    "compile: (entry: AuditEntry): AuditSetting => ({ audit: entry.audit ?? 'refusals' }),",
    "compile: (): AuditSetting => ({ audit: 'refusals' }),",
  ],
];
/** A setting that only the compiled type knows, and modules of which each lacks a part. */
const PARTS_LEFT_OUT: readonly Edit[] = [
  ['settings/policy.ts', 'readonly audit: AuditSetting;', 'readonly audit: AuditSetting; readonly devices: { d: 1 };'],
  ['settings/cors/index.ts', /^ {2}schema,\n/m, ''],
  ['settings/mode/index.ts', /^ {2}text: .*\n/m, ''],
  ['settings/limits/index.ts', /^ {2}compile,\n/m, ''],
  ['settings/timeout/index.ts', /^ {2}diff,\n/m, ''],
  ['settings/cache/index.ts', /^ {2}explain: .*\n/m, ''],
  ['settings/sign-in/index.ts', /explain: .*\n/, 'explain: {},\n'],
  ['settings/cookies/index.ts', /^ {2}advice,\n/m, ''],
  ['settings/headers/index.ts', /^ {2}file: {[\s\S]*?^ {2}},\n/m, '  file: null,\n'],
];

let schemaAlone: readonly string[];
let routeAlone: readonly string[];
let partsLeftOut: readonly string[];

beforeAll(async () => {
  [schemaAlone, routeAlone, partsLeftOut] = await Promise.all([
    errorsAfter(SCHEMA_ALONE, PARTS),
    errorsAfter(ROUTE_ALONE, PARTS),
    errorsAfter(PARTS_LEFT_OUT, PARTS),
  ]);
}, 120_000);

describe('a key that only the schema knows does not compile', () => {
  test.each([
    ['beside the settings', 'compiler/shape/schema-route.ts', 'devices'],
    ['in the map of cors', 'settings/cors/schema.ts', 'ports'],
    ['in the map of headers', 'settings/headers/schema.ts', 'server'],
  ])('%s', (_, file, key) => {
    const told = schemaAlone.filter((error) => error.includes(file) && error.includes(key));
    expect(told, schemaAlone.join('\n')).not.toEqual([]);
  });

  test('in a setting whose compiler does not look at it', () => {
    const told = routeAlone.filter((error) => error.includes('schema-route.ts') && error.includes('audit'));
    expect(told, routeAlone.join('\n')).not.toEqual([]);
  });
});

describe('a member that only the compiled route knows does not compile', () => {
  test.each([
    ['in the compiler', 'compiler/build/build-routes.ts', 'devices'],
    ['in the routes of the gateway itself', 'engine/built-in.ts', 'devices'],
    ['in the diff', 'analysis/diff/treatment/route-orders.ts', 'devices'],
    ['in the compiler of its setting', 'settings/cookies/index.ts', 'priority'],
    ['in the routes of the gateway itself, as a part of a setting', 'engine/built-in.ts', 'priority'],
  ])('%s', (_, file, member) => {
    const told = routeAlone.filter((error) => error.includes(file) && error.includes(member));
    expect(told, routeAlone.join('\n')).not.toEqual([]);
  });
});

describe('a setting of which a part is left out does not compile', () => {
  test.each([
    ['its module', 'settings/registry.ts', 'devices'],
    ['its schema', 'settings/cors/index.ts', 'schema'],
    ['what editors say', 'settings/mode/index.ts', 'text'],
    ['how it is compiled', 'settings/limits/index.ts', 'compile'],
    ['which values are looser', 'settings/timeout/index.ts', 'diff'],
    ['what explain says', 'settings/cache/index.ts', 'explain'],
    ['why explain says nothing', 'settings/sign-in/index.ts', 'ExplainSetting'],
    ['what authors are advised', 'settings/cookies/index.ts', 'advice'],
    ['what it is at the top of the file', 'settings/headers/index.ts', 'FileDefault'],
  ])('%s', (_, file, named) => {
    const told = partsLeftOut.filter((error) => error.includes(file) && error.includes(named));
    expect(told, partsLeftOut.join('\n')).not.toEqual([]);
  });
});
