import { expect, test } from 'vitest';
import { countdown } from '../../../worker/core/pages/countdown.ts';
import { PAGE_TEXTS } from '../../../worker/core/pages/texts/index.ts';

const NONCE = 'bm9uY2U=';

test.each([
  [0, 1],
  [0.2, 1],
  [41.1, 42],
  [3600, 3600],
])('a wait of %d seconds is counted down from %d, one a second', (wait, from) => {
  const { html, sheet } = countdown(PAGE_TEXTS.en, wait, NONCE);
  expect(html).toContain('<p class="clock" aria-hidden="true"></p>');
  expect(sheet).toContain(`animation:clock ${from}s steps(${from}) forwards`);
  expect(sheet).toContain(`from{--left:${from}}to{--left:0}`);
  expect(sheet).toMatch(/^<style nonce="bm9uY2U=">[^<]*<\/style>$/);
});

test('a reader hears the wait once, and that it is over when it is', () => {
  const { html } = countdown(PAGE_TEXTS.fr, 5, NONCE);
  expect(html).toContain(
    '<p class="wait" role="status"><span>Veuillez réessayer dans 5 secondes.</span><span>Vous pouvez réessayer maintenant.</span></p>',
  );
});

test('a wait of more than an hour is said, not counted', () => {
  expect(countdown(PAGE_TEXTS.en, 3601, NONCE)).toEqual({ html: '<p>Please try again in 61 minutes.</p>', sheet: '' });
});
