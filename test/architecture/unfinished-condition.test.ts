import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { PROJECT_ROOT } from '../../cli/src/dev/project-root.ts';

const CONDITIONS = 'controls/conditions';

type Edit = readonly [file: string, find: string | RegExp, replace: string];

/** Keys that the schema alone knows: in the access itself, and beside the key of a condition. */
const SCHEMA_ALONE: readonly Edit[] = [
  ['compiler/shape/schema-access.ts', '...conditionsSchema,', '...conditionsSchema, devices: z.string().optional(),'],
  [`${CONDITIONS}/tls/schema.ts`, 'export const schema = {', 'export const schema = { ciphers: z.string().optional(),'],
];
/** A condition that the schema and the compiled format know, and modules of which each lacks a part. */
const PARTS_LEFT_OUT: readonly Edit[] = [
  [`${CONDITIONS}/policy.ts`, 'readonly tls: TlsCondition;', 'readonly tls: TlsCondition; readonly devices: { d: 1 };'],
  [`${CONDITIONS}/tls/index.ts`, /^ {2}explain,\n/m, ''],
  [`${CONDITIONS}/countries/index.ts`, /^ {2}compile,\n/m, ''],
  [`${CONDITIONS}/asns/index.ts`, /^ {2}stated: .*\n/m, ''],
  [`${CONDITIONS}/times/index.ts`, /^ {2}shows: .*\n/m, ''],
  [`${CONDITIONS}/tenant/index.ts`, /^ {2}schema,\n/m, ''],
];

/** What is compiled: with what it imports, nearly half of the sources. */
const PART = { extends: './tsconfig.json', include: ['src/controls', 'src/compiler/shape'] };

let schemaAlone: readonly string[];
let partsLeftOut: readonly string[];

beforeAll(async () => {
  [schemaAlone, partsLeftOut] = await Promise.all([errorsOf(SCHEMA_ALONE), errorsOf(PARTS_LEFT_OUT)]);
}, 120_000);

/** What the compiler says of a copy of the rules' sources with these edits. */
async function errorsOf(edits: readonly Edit[]): Promise<readonly string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'unfinished-'));
  try {
    await cp(join(PROJECT_ROOT, 'rules/src'), join(folder, 'rules/src'), { recursive: true });
    for (const name of ['rules/tsconfig.json', 'rules/package.json', 'tsconfig.base.json'])
      await cp(join(PROJECT_ROOT, name), join(folder, name));
    await writeFile(join(folder, 'rules/part.json'), JSON.stringify(PART));
    await symlink(join(PROJECT_ROOT, 'node_modules'), join(folder, 'node_modules'));
    for (const [file, find, replace] of edits) {
      const path = join(folder, 'rules/src', file);
      const text = await readFile(path, 'utf8');
      const edited = text.replace(find, replace);
      if (edited === text) throw new Error(`${file} has no ${find}`);
      await writeFile(path, edited);
    }
    const output = await compile(folder);
    return output.split(/\n(?! )/).filter((line) => line !== '');
  } finally {
    await rm(folder, { recursive: true });
  }
}

function compile(folder: string): Promise<string> {
  const tsc = join(PROJECT_ROOT, 'node_modules/.bin/tsc');
  return new Promise((resolve) => {
    execFile(tsc, ['-p', 'rules/part.json', '--pretty', 'false'], { cwd: folder }, (_, stdout) => resolve(stdout));
  });
}

describe('a key that only the schema knows does not compile', () => {
  test.each([
    ['in the access', 'compiler/shape/schema-access.ts', 'devices'],
    ['beside the key of a condition', `${CONDITIONS}/schema.ts`, 'ciphers'],
  ])('%s', (_, file, key) => {
    const told = schemaAlone.filter((error) => error.includes(file) && error.includes(key));
    expect(told, schemaAlone.join('\n')).not.toEqual([]);
  });
});

describe('a condition of which a part is left out does not compile', () => {
  test.each([
    ['its check, for the Worker', 'decide.ts', 'devices'],
    ['its module, for the schema', 'schema.ts', 'devices'],
    ['its module, for explain', 'explain.ts', 'devices'],
    ['its module, for coverage', 'coverage.ts', 'devices'],
    ['its schema', 'tenant/index.ts', 'schema'],
    ['how it is compiled', 'countries/index.ts', 'compile'],
    ['what a route states', 'asns/index.ts', 'stated'],
    ['what explain says', 'tls/index.ts', 'explain'],
    ['what shows it at work', 'times/index.ts', 'shows'],
  ])('%s', (_, file, named) => {
    const told = partsLeftOut.filter((error) => error.includes(`${CONDITIONS}/${file}`) && error.includes(named));
    expect(told, partsLeftOut.join('\n')).not.toEqual([]);
  });
});
