import { describe, expect, test } from 'vitest';
import { createReport } from '../../../rules/src/compiler/problems/report.ts';
import { parseYaml } from '../../../rules/src/compiler/source/read-yaml.ts';
import { edited } from './base-rules.ts';

function problemsIn(text: string): string[] {
  const report = createReport('f.yaml', text);
  const source = parseYaml(text, report);
  const problems = report.problems();
  expect(source === null).toBe(problems.length > 0);
  return problems.map(({ line, column, message }) => `${line}:${column} ${message}`);
}

describe('one slip is one problem', () => {
  test.each<[string, string, string[]]>([
    ['a path in a map on one line', 'r:\n  - { id: a, path: /a/{id}, m: [GET] }\n', ['2:20 /a/{id}']],
    ['the same, at the end of the map', 'r:\n  - { id: a, path: /a/{id} }\n  - { id: b }\n', ['2:20 /a/{id}']],
    ['the same, without a space', 'r: [{path: /a/{id}}]\nx: 1\n', ['1:12 /a/{id}']],
    ['one with more after it', 'r: [{ p: /{a}/b/{c}/**, x: 1 }]\n', ['1:10 /{a}/b/{c}/**']],
    ['one in a map of many lines', 'r:\n  - {\n      p: /a/{id}/x,\n      x: 1,\n    }\n', ['3:10 /a/{id}/x']],
    ['a URL', 'o: { a: { url: https://{tenant}.example, keys: K } }\n', ['1:16 https://{tenant}.example']],
    ['a host in a list', 'h:\n  - {tenant}.example.com\n  - example.com\n', ['2:5 {tenant}.example.com']],
    ['a host in a list on one line', 'h: [{tenant}.example.com, b.example]\n', ['1:5 {tenant}.example.com']],
    ['a path that begins with it', 'r:\n  - path: {id}/x\n    m: 1\n', ['2:11 {id}/x']],
    ['a bracket', 'r: [{ p: /a/[0-9]+, x: 1 }]\n', ['1:10 /a/[0-9]+']],
    ['two in a line', 'r: { a: /a/{id}, b: /b/{id} }\n', ['1:9 /a/{id}', '1:21 /b/{id}']],
    ['two in lines of their own', 'a: { p: /{x} }\nb: { p: /{y}/ }\n', ['1:9 /{x}', '2:9 /{y}/']],
    [
      'beside a slip of another kind',
      "a: { p: /{x} }\nb: 'it's'\n",
      ['1:9 /{x}', '2:8 Unexpected scalar at node end.'],
    ],
    ['a bracket too many', 'a: [x, y]]\nb: 2\nc: 3\n', ['1:10 Unexpected flow-seq-end token in YAML stream: "]".']],
    [
      'quotes within quotes',
      "a: 'it's'\nb: 'it's'\n",
      [1, 2].map((line) => `${line}:8 Unexpected scalar at node end.`),
    ],
  ])('%s', (_name, text, expected) => {
    const found = problemsIn(text);
    expect(found.map((problem) => problem.replace(/ needs quotes, .*/, ''))).toEqual(expected);
  });

  test('which says what to write', () => {
    const text = edited('path: /assets/**', 'path: /assets/{file}');
    const report = createReport('f.yaml', text);
    parseYaml(text, report);
    expect(report.problems()).toMatchObject([
      {
        line: 21,
        column: 25,
        code: 'yaml_syntax',
        message: '/assets/{file} needs quotes, since "{" begins a map here.',
        fix: 'Write "/assets/{file}", with the quotes.',
      },
    ]);
  });
});

test('braces that are right are no slip', () => {
  expect(problemsIn('a: { p: "/a/{id}", q: [{ x: 1 }, {}] }\nb: /b/{id}/c\nc: {}\n')).toEqual([]);
});

test('no more than ten are told', () => {
  expect(problemsIn('- { p: /{x} }\n'.repeat(30))).toHaveLength(10);
});

test('long words are shown in part', () => {
  const [problem = ''] = problemsIn(`a: { p: /{x}${'y'.repeat(100_000)} }\n`);
  expect(problem.length).toBeLessThan(200);
});
