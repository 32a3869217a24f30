import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { compileRules } from '../../../rules/src/compiler/index.ts';
import { BASE_RULES, edited, readBaseFile } from './base-rules.ts';

interface BrokenCase {
  /** The part of the base rules that is replaced; absent: all of them. */
  readonly replace?: string;
  readonly with: string;
  /** `line:column code message`, by position. */
  readonly problems: readonly string[];
}

const FOLDER = new URL('./broken/', import.meta.url);

function problemsOf(text: string): readonly string[] {
  const result = compileRules({ file: 'rules/gateway.yaml', text, readFile: readBaseFile });
  if (result.ok) return [];
  return result.problems.map(({ line, column, code, message }) => `${line}:${column} ${code} ${message}`);
}

it('finds nothing wrong with the base rules', () => {
  expect(problemsOf(BASE_RULES)).toEqual([]);
});

for (const name of readdirSync(FOLDER).sort()) {
  const cases = JSON.parse(readFileSync(new URL(name, FOLDER), 'utf8')) as readonly BrokenCase[];
  describe(`broken rules: ${name}`, () => {
    it.each(cases.map((broken) => [broken.with.trim(), broken] as const))('%j', (_, broken) => {
      const text = broken.replace === undefined ? broken.with : edited(broken.replace, broken.with);
      expect(broken.problems.length).toBeGreaterThan(0);
      expect(problemsOf(text)).toEqual(broken.problems);
    });
  });
}

it('gives every problem a reason, a fix and the line', () => {
  const result = compileRules({
    file: 'rules/gateway.yaml',
    text: edited('within: 15m', 'within: 0m'),
    readFile: readBaseFile,
  });
  expect(result).toMatchObject({
    ok: false,
    problems: [
      {
        file: 'rules/gateway.yaml',
        line: 28,
        column: 25,
        why: expect.stringMatching(/\.$/),
        fix: 'Write a number and one of s, m, h, d, such as 10s.',
        excerpt: '      stepUp: { within: 0m, methods: [otp] }',
      },
    ],
  });
});

it('reports mistakes of shape and of meaning together, by position', () => {
  const text = edited('    limits: [api]', '    limits: [apis]')
    .replace('quota: 5 per 1m', 'quota: 5 per 1m, burst: 3')
    .replace('path: /assets/**', 'path: assets')
    .replace('signIn: true', 'signIn: maybe');
  expect(problemsOf(text)).toEqual([
    '11:31 unknown_key Limit "sign-in" cannot have the key "burst".',
    '21:25 invalid_path The path "assets" does not start with "/".',
    '22:77 wrong_type "signIn" must be true or false, not text.',
    '31:14 unknown_reference There is no limit "apis".',
  ]);
});
