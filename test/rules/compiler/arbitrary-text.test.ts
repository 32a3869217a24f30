import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileRules, formatProblems } from '../../../rules/src/compiler/index.ts';
import { randomRuns } from '../../support/random-runs.ts';
import { BASE_RULES, EVERY_KEY_RULES, readBaseFile } from './base-rules.ts';

const compile = (text: string) => compileRules({ file: 'rules/gateway.yaml', text, readFile: readBaseFile });

const LINES = EVERY_KEY_RULES.split('\n');
const FRAGMENTS = [
  '[]',
  '{}',
  '~',
  ':',
  '- ',
  '*',
  '&a',
  '!t',
  '"',
  "'",
  '\t',
  '{ a: b }',
  '/**',
  '0',
  '-1',
  'true',
  '#',
  '\u0000',
  '\ud800',
  'x'.repeat(200),
  '__proto__: 1',
];

/** The base rules with pieces cut out, moved about and replaced: near enough to valid to reach every check. */
const mangled = fc
  .array(
    fc.record({
      line: fc.nat(LINES.length - 1),
      at: fc.nat(60),
      cut: fc.nat(12),
      put: fc.constantFrom('', ...FRAGMENTS),
      drop: fc.boolean(),
    }),
    { maxLength: 4 },
  )
  .map((edits) => {
    const lines = [...LINES];
    for (const { line, at, cut, put, drop } of edits) {
      const text = lines[line] ?? '';
      lines[line] = drop ? '' : text.slice(0, at) + put + text.slice(at + cut);
    }
    return lines.join('\n');
  });

function expectClassified(text: string): void {
  const result = compile(text);
  if (result.ok) return;
  expect(result.problems.length).toBeGreaterThan(0);
  const lines = text.split(/\r\n|\n|\r/);
  for (const problem of result.problems) {
    expect(problem.message).toMatch(/\S/);
    expect(problem.fix).toMatch(/\S/);
    expect(problem.why).toMatch(/\S/);
    expect(problem.line).toBeGreaterThanOrEqual(1);
    expect(problem.line).toBeLessThanOrEqual(lines.length);
    expect(problem.column).toBeGreaterThanOrEqual(1);
  }
  expect(formatProblems(result.problems)).toContain('fix: ');
}

describe('any text at all', () => {
  it('is compiled, or refused with problems that have a place, a reason and a fix', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 300 }), expectClassified), {
      numRuns: randomRuns(120),
    });
  });

  it('near to valid rules too', () => {
    fc.assert(fc.property(mangled, expectClassified), { numRuns: randomRuns(200) });
  });

  it('gives the same result each time', () => {
    fc.assert(
      fc.property(mangled, (text) => {
        expect(JSON.stringify(compile(text))).toBe(JSON.stringify(compile(text)));
      }),
      { numRuns: randomRuns(50) },
    );
  });

  it.each([
    ['open brackets', '['.repeat(1_000_000), 'yaml_too_deep'],
    ['nested maps', Array.from({ length: 2000 }, (_, index) => `${' '.repeat(index)}a:`).join('\n'), 'yaml_too_deep'],
    ['one long line', `a: [${'1,'.repeat(100_000)}]`, 'file_too_large'],
    ['very many lines', ']\n'.repeat(300_000), 'file_too_large'],
    ['more than 5 MiB', '#'.repeat(5 * 1024 * 1024 + 1), 'file_too_large'],
    ['more than 5 MiB of UTF-8', `# ${'é\n# '.repeat(1_100_000)}`, 'file_too_large'],
  ])('is refused before it takes long: %s', (_, text, code) => {
    expect(compile(text)).toMatchObject({ ok: false, problems: [{ code }] });
  });

  it('has its problems shown up to a number that can be read', () => {
    const entries = Array.from({ length: 3000 }, (_, index) => `  l${index}: { quota: often, by: [address] }\n`).join(
      '',
    );
    const result = compile(BASE_RULES.replace('origins:\n  app', `${entries}origins:\n  app`));
    expect(result.ok ? 0 : result.problems.length).toBe(1000);
  });
});
