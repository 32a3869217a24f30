import { describe, expect, test } from 'vitest';
import { crowdedFolders, importsPastDoors, packageCycle } from './rooms.ts';
import { readSources } from './sources.ts';

const MAX_FILES = 24;
const sources = readSources();

test('no import enters a room past its door', () => {
  expect(importsPastDoors(sources)).toEqual([]);
});

test('no packages import each other by any way', () => {
  expect(packageCycle(sources)).toBeNull();
});

test(`no folder of sources has more than ${MAX_FILES} files`, () => {
  expect(crowdedFolders(sources, MAX_FILES)).toEqual([]);
});

describe('it notices', () => {
  const rooms = ['rules/src/cases/index.ts', 'rules/src/compiler/index.ts', 'rules/src/compiler/build/index.ts'];
  const withRooms = (from: string, specifier: string) =>
    new Map([...rooms.map((room): [string, string] => [room, '']), [from, `import { a } from '${specifier}';`]]);

  test.each([
    ['a file of the room', 'rules/src/cases/a.ts', '../compiler/compile.ts'],
    ['a file of a room in the room', 'rules/src/cases/a.ts', '../compiler/build/build-policy.ts'],
    ['a file of a room within its own', 'rules/src/compiler/a.ts', './build/build-policy.ts'],
    ['a file of a folder in the room', 'rules/src/cases/a.ts', '../compiler/none/b.ts'],
  ])('an import of %s', (_name, from, specifier) => {
    expect(importsPastDoors(withRooms(from, specifier))).toHaveLength(1);
  });

  test.each([
    ['a door', 'rules/src/cases/a.ts', '../compiler/index.ts'],
    ['the door of a room in the room', 'rules/src/cases/a.ts', '../compiler/build/index.ts'],
    ['a file of its own room', 'rules/src/compiler/build/a.ts', './b.ts'],
    ['a file of the room around it', 'rules/src/compiler/build/a.ts', '../compile.ts'],
    ['a file without a room', 'rules/src/compiler/a.ts', '../none/b.ts'],
    ['a file of the room that is a layer by itself', 'worker/pipeline/a.ts', '../../rules/src/engine/facts.ts'],
  ])('and lets an import of %s be', (_name, from, specifier) => {
    expect(importsPastDoors(withRooms(from, specifier).set('rules/src/engine/index.ts', ''))).toEqual([]);
  });

  test('packages that import each other, through a third one, types included', () => {
    const files = new Map([
      ['rules/src/a.ts', "import { b } from '../../worker/b.ts';"],
      ['worker/b.ts', "import type { c } from '@portcullis/cli/dev';"],
      ['cli/src/dev/index.ts', "export { a } from '../../../rules/src/other.ts';"],
      ['examples/freight/a.ts', "import { a } from '../../rules/src/a.ts';"],
    ]);
    expect(packageCycle(files)).toEqual(['rules', 'worker', 'cli', 'rules']);
    files.delete('cli/src/dev/index.ts');
    expect(packageCycle(files)).toBeNull();
  });

  test('a folder with one file too many; files in folders of the folder do not count', () => {
    const files = (count: number) => new Map(Array.from({ length: count }, (_, index) => [`worker/${index}.ts`, '']));
    expect(crowdedFolders(files(MAX_FILES).set('worker/core/a.ts', ''), MAX_FILES)).toEqual([]);
    expect(crowdedFolders(files(MAX_FILES + 1), MAX_FILES)).toEqual(['worker: 25 files']);
  });
});
