import { expect, test } from 'vitest';
import { actAsBanner } from '../../../worker/core/act-as/act-as-banner.ts';
import { PAGE_TEXTS } from '../../../worker/core/pages/texts/index.ts';

const FACTS = { nowSeconds: 0, expiresAtSeconds: 600, texts: PAGE_TEXTS.en, canEnd: true };

test('shows names as text, with what would change how they are read written out', () => {
  const banner = actAsBanner({ ...FACTS, actor: '<b>\u2069support', user: 'ann\u202e' });
  expect(banner).toContain('<bdi>&lt;b&gt;\\u2069support</bdi>');
  expect(banner).toContain('<bdi>ann\\u202e</bdi>');
});

test('has the form only where the page may send it', () => {
  const names = { actor: 'a', user: 'b' };
  expect(actAsBanner({ ...FACTS, ...names })).toContain('<form method="post" action="/.portcullis/sign-out">');
  expect(actAsBanner({ ...FACTS, ...names, canEnd: false })).not.toContain('<form');
});
