import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type CompileResult, compileRules, compileRulesFile } from '../../../rules/src/compiler/index.ts';
import { BASE_RULES, EVERY_KEY_RULES, edited, readBaseFile } from './base-rules.ts';
import { type BrokenCase, brokenCases, brokenText } from './broken-cases.ts';

function problemsOf(text: string): readonly string[] {
  return shown(compileRules({ file: 'rules/gateway.yaml', text, readFile: readBaseFile }));
}

function shown(result: CompileResult): readonly string[] {
  if (result.ok) return [];
  return result.problems.map(({ line, column, code, message }) => `${line}:${column} ${code} ${message}`);
}

/** Bytes that are no text exist in files only. */
function problemsOfBytes(bytes: string): readonly string[] {
  const folder = mkdtempSync(join(tmpdir(), 'portcullis-broken-'));
  try {
    const file = join(folder, 'gateway.yaml');
    writeFileSync(file, Buffer.from(bytes, 'base64'));
    return shown(compileRulesFile(file));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function titleOf(broken: BrokenCase): string {
  return (broken.with ?? broken.bytes ?? `${broken.repeat?.times} times ${broken.repeat?.text}`).trim();
}

it.each([
  ['the base rules', BASE_RULES],
  ['the rules with every key', EVERY_KEY_RULES],
])('finds nothing wrong with %s', (_, text) => {
  expect(problemsOf(text)).toEqual([]);
});

for (const [name, cases] of brokenCases()) {
  describe(`broken rules: ${name}`, () => {
    it.each(cases.map((broken) => [titleOf(broken), broken] as const))('%j', (_, broken) => {
      const text = brokenText(broken);
      expect(broken.problems.length).toBeGreaterThan(0);
      expect(text === null ? problemsOfBytes(broken.bytes ?? '') : problemsOf(text)).toEqual(broken.problems);
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
    .replace('signIn: true', 'signIn: 1');
  expect(problemsOf(text)).toEqual([
    '11:31 unknown_key Limit "sign-in" cannot have the key "burst".',
    '21:25 invalid_path The path "assets" does not start with "/".',
    '22:77 wrong_type "signIn" must be true, false, text or a list, not the number 1.',
    '31:14 unknown_reference There is no limit "apis".',
  ]);
});
