import { basename } from 'node:path';
import { describe, expect, test } from 'vitest';
import { codeLines } from './file-length.ts';
import { functionLengths } from './function-length.ts';
import { readSources } from './sources.ts';

const MAX_CODE_LINES = 250;
const MAX_FUNCTION_LINES = 80;
const all = readSources([
  'worker/**/*.ts',
  'origin-sdk/src/**/*.ts',
  'rules/src/**/*.ts',
  'cli/src/**/*.ts',
  'examples/{freight,start,wiki}/**/*.ts',
  'test/**/*.ts',
  'tools/*.mjs',
]);

test(`no file has more than ${MAX_CODE_LINES} lines of code`, () => {
  const long = [...all]
    .map(([file, text]) => `${file}: ${codeLines(text)}`)
    .filter((line) => Number(line.split(': ')[1]) > MAX_CODE_LINES);
  expect(long).toEqual([]);
  expect(all.size).toBeGreaterThan(150);
});

test(`no function of the sources has more than ${MAX_FUNCTION_LINES} lines`, () => {
  const long = [...readSources()]
    .filter(([, text]) => functionLengths(text).some(({ lines }) => lines > MAX_FUNCTION_LINES))
    .map(([file]) => file);
  expect(long).toEqual([]);
});

const BAD_NAME = /[A-Z_]|^(?:utils?|helpers?|common|misc|types)\./;

test('files are named in kebab-case, for the one thing in them', () => {
  expect([...all.keys()].filter((file) => BAD_NAME.test(basename(file)))).toEqual([]);
});

describe('it notices', () => {
  test('what is code and what is not', () => {
    expect(codeLines('')).toBe(0);
    expect(codeLines('a\n\n  // b\n/* c\n d\n */\n/** e */\nf // g\n')).toBe(2);
    expect(codeLines('x\n'.repeat(MAX_CODE_LINES + 1))).toBe(MAX_CODE_LINES + 1);
  });

  test('how long functions of each kind are', () => {
    const body = '\n'.repeat(MAX_FUNCTION_LINES);
    for (const text of [
      `function f(): void {${body}}`,
      `export const f = async (a: number): Promise<void> => {${body}};`,
      `class A { m(): void {${body}} }`,
      `const a = { m() {${body}} };`,
      `const f = (): string => text(\`${body}\`);`,
    ])
      expect(functionLengths(text)).toEqual([{ line: 1, lines: MAX_FUNCTION_LINES + 1 }]);
    expect(functionLengths('\nfunction f() {\n  return () => {};\n}').map(({ line, lines }) => [line, lines])).toEqual([
      [2, 3],
      [3, 1],
    ]);
  });

  test.each(['utils.ts', 'helper.ts', 'roleCookie.ts', 'Role.ts', 'role_cookie.ts', 'types.ts'])(
    'the name %s',
    (name) => expect(BAD_NAME.test(name)).toBe(true),
  );

  test.each(['role-cookie.ts', 'role-cookie.test.ts', 'index.ts', 'limit-window.ts'])('and lets %s be', (name) =>
    expect(BAD_NAME.test(name)).toBe(false),
  );
});
