import { publicAnswer, REASONS } from '@portcullis/rules/engine';
import { describe, expect, test } from 'vitest';
import { EN, PAGE_TEXTS } from '../../../worker/core/pages/texts/index.ts';

const OWN_KINDS = [
  'tenant_suspended',
  'sign_in_again',
  'choose_provider',
  'sign_in_expired',
  'act_as_link_over',
  'signed_in',
  'session_ending',
  'signed_out',
  'act_as',
];
const TIMED = ['signed_in', 'session_ending'];

function textsIn(value: unknown, path = ''): [path: string, text: string][] {
  if (typeof value === 'string') return [[path, value]];
  return Object.entries(value ?? {}).flatMap(([key, inner]) => textsIn(inner, `${path}.${key}`));
}

describe.each(Object.entries(PAGE_TEXTS))('%s', (language, texts) => {
  test('says what language it is', () => {
    expect(texts.language).toBe(language);
    expect(new Intl.Locale(texts.language).language).toBe(language);
  });

  test('has a text for each code, no markup, and no space at an end', () => {
    const codes = new Set(REASONS.map((reason) => publicAnswer(reason).code));
    expect(Object.keys(texts.pages).toSorted()).toEqual([...codes, ...OWN_KINDS].toSorted());
    for (const [path, text] of textsIn(texts)) expect(text, path).toMatch(/^[^\s<>&"'](?:[^<>&"']*[^\s<>&"'])?$/u);
  });

  test('says the time once', () => {
    expect(texts.wait.split('#').length).toBe(2);
    for (const [kind, { title, hint }] of Object.entries(texts.pages)) {
      expect(title).not.toContain('#');
      expect(hint.split('#').length, kind).toBe(TIMED.includes(kind) ? 2 : 1);
    }
  });

  test('is a translation', () => {
    if (texts === EN) return;
    const english = new Map(textsIn(EN));
    const same = textsIn(texts).filter(([path, text]) => english.get(path) === text);
    // Some languages share this word.
    expect(same.filter(([path]) => path !== '.status')).toEqual([]);
  });

  test('ends sentences as sentences and titles as titles', () => {
    for (const { title, hint } of Object.values(texts.pages)) {
      expect(title).not.toMatch(/[.。!]$/u);
      expect(hint).toMatch(/[.。]$/u);
    }
  });
});
