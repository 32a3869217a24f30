import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { ADVICE_CODES, createAdvice } from '../../../../rules/src/analysis/advice/catalogue/index.ts';

const sections = [...readFileSync('docs/advice.md', 'utf8').matchAll(/^## (.+)$/gm)].map(([, title]) => title);

test('every code has its section, in the same order, and no section is without a code', () => {
  expect(sections).toEqual(ADVICE_CODES);
});

test('advice names the section of its code', () => {
  expect(createAdvice('cors_any', 'rules.yaml:3', 'Message.', 'Fix.')).toEqual({
    code: 'cors_any',
    at: 'rules.yaml:3',
    message: 'Message.',
    why: expect.stringMatching(/\.$/),
    fix: 'Fix.',
    page: 'docs/advice.md#cors_any',
  });
});
