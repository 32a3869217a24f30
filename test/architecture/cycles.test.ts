import { describe, expect, test } from 'vitest';
import { findCycle } from './cycles.ts';
import { readSources } from './sources.ts';

test('no file imports itself by any way, types included', () => {
  expect(findCycle(readSources())).toBeNull();
});

describe('it notices', () => {
  const a = "import { b } from './b.ts';";

  test.each<[string, readonly [string, string][], readonly string[]]>([
    ['a file that imports itself', [['worker/a.ts', "import { a } from './a.ts';"]], ['worker/a.ts', 'worker/a.ts']],
    [
      'two files',
      [
        ['worker/a.ts', a],
        ['worker/b.ts', "import { a } from './a.ts';"],
      ],
      ['worker/a.ts', 'worker/b.ts', 'worker/a.ts'],
    ],
    [
      'types alone',
      [
        ['worker/a.ts', a],
        ['worker/b.ts', "import type { A } from './a.ts';"],
      ],
      ['worker/a.ts', 'worker/b.ts', 'worker/a.ts'],
    ],
    [
      'a re-export, through a package name, behind files that are no part of it',
      [
        ['worker/x.ts', "import { d } from '@portcullis/rules/engine';"],
        ['rules/src/engine/index.ts', "export * from './d.ts';"],
        [
          'rules/src/engine/d.ts',
          "import { p } from '@portcullis/rules/policy'; import { e } from '@portcullis/rules/engine';",
        ],
        ['rules/src/policy/index.ts', ''],
      ],
      ['rules/src/engine/index.ts', 'rules/src/engine/d.ts', 'rules/src/engine/index.ts'],
    ],
  ])('%s', (_name, files, cycle) => {
    expect(findCycle(new Map(files))).toEqual(cycle);
  });

  test('and does not take a diamond for one', () => {
    const files: [string, string][] = [
      ['worker/a.ts', "import './b.ts'; import './c.ts';"],
      ['worker/b.ts', "import './d.ts';"],
      ['worker/c.ts', "import './d.ts';"],
    ];
    expect(findCycle(new Map(files))).toBeNull();
  });
});
