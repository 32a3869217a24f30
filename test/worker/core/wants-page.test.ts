import { expect, test } from 'vitest';
import { wantsPage } from '../../../worker/core/pages/wants-page.ts';

const CHROME = 'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8';

test.each([
  [CHROME, true],
  ['text/html', true],
  ['TEXT/HTML', true],
  ['text/*', true],
  ['text/html;level=1', true],
  ['text/html, application/json', true],
  ['application/json;q=0.9, text/html', true],
  ['text/html;q=0.5, application/xml', true],
  ['application/json, text/html;q=0', false],
  ['application/json, text/html;q=0.000', false],
  ['application/json, text/html;q=0.9', false],
  ['application/problem+json, text/html;Q=0.1', false],
  ['text/html; q=0, text/*', false],
  ['text/html;q=0, */*', false],
  ['text/html;q=0', false],
  ['application/json', false],
  ['application/json;x="text/html"', false],
  ['text/htmlx', false],
  ['*/*', false],
  ['', false],
])('%j: %s', (accept, page) => expect(wantsPage(new Headers({ accept }))).toBe(page));

test.each([
  ['navigate', true],
  ['cors', false],
  ['no-cors', false],
  ['websocket', false],
])('Sec-Fetch-Mode: %s: %s', (mode, page) =>
  expect(wantsPage(new Headers({ accept: CHROME, 'sec-fetch-mode': mode }))).toBe(page),
);

test('without Accept', () => expect(wantsPage(new Headers())).toBe(false));
