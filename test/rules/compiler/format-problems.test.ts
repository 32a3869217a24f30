import { describe, expect, it } from 'vitest';
import { compileRules, formatProblems, type Problem } from '../../../rules/src/compiler/index.ts';
import { edited, readBaseFile } from './base-rules.ts';

const problem: Problem = {
  file: 'f.yaml',
  line: 3,
  column: 9,
  code: 'unknown_key',
  message: 'Wrong.',
  why: 'Because.',
  fix: 'Do so.',
};

describe('formatProblems', () => {
  it('shows the place, the line with a caret, the reason and the fix', () => {
    const result = compileRules({
      file: 'rules/gateway.yaml',
      text: edited('actAs: never', 'actAs: nevre'),
      readFile: readBaseFile,
    });
    expect(formatProblems(result.ok ? [] : result.problems)).toBe(
      [
        'rules/gateway.yaml:30:14  "actAs" cannot be "nevre".',
        '  30 |       actAs: nevre',
        '                    ^',
        '  why: An ignored value could be the one that was meant to restrict something.',
        '  fix: Did you mean "never"?',
        '',
      ].join('\n'),
    );
  });

  it('shows the part of a long line that matters', () => {
    const excerpt = `${'a'.repeat(200)}HERE${'b'.repeat(200)}`;
    const [, line = '', caret = ''] = formatProblems([{ ...problem, column: 201, excerpt }]).split('\n');
    expect(line.length).toBeLessThan(140);
    expect(line.slice(caret.indexOf('^'), caret.indexOf('^') + 4)).toBe('HERE');
  });

  it('lets no text of the rules drive the terminal', () => {
    const text = formatProblems([{ ...problem, message: 'a\u001b[31mb', excerpt: 'x\u001b]0;t\u0007\u202e\ty' }]);
    expect(text).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}]/u);
  });
});
