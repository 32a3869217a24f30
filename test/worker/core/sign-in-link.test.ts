import type { Target } from '@portcullis/rules/engine';
import { describe, expect, test } from 'vitest';
import { backLink, signInLink } from '../../../worker/core/tokens/sign-in-link.ts';

const TARGET: Target = { scheme: 'https', host: 'acme.example.com', path: '/loads/7', query: '?edit=1' };
const OWN = 'https://acme.example.com';

function backFrom(method: string, referer: string | null, target = TARGET): string | null {
  const headers = referer === null ? {} : { referer };
  const href = signInLink('/sign-in', new Request(`${OWN}/x`, { method, headers }), target);
  expect(href).toMatch(/^\/sign-in\?next=/);
  return href === null ? null : decodeURIComponent(href.slice('/sign-in?next='.length));
}

test.each(['GET', 'HEAD'])('%s leads back to itself', (method) => {
  expect(backFrom(method, `${OWN}/other`)).toBe('/loads/7?edit=1');
});

test.each([
  [`${OWN}/loads/7/form?draft=1`, '/loads/7/form?draft=1'],
  [`${OWN}:443/loads`, '/loads'],
  [`${OWN}/`, '/'],
])('a form leads back to its page: %s', (referer, back) => expect(backFrom('POST', referer)).toBe(back));

test.each([
  null,
  '',
  'https://evil.example/loads',
  'http://acme.example.com/loads',
  'https://acme.example.com.evil.example/loads',
  'https://acme.example.com:8443/loads',
  'https://acme.example.com@evil.example/loads',
  `${OWN}//evil.example/x`,
  `${OWN}/\\evil.example`,
  `${OWN}/%2F%2Fevil.example`,
  `${OWN}/a/../../b`,
  'javascript:alert(1)',
  '/loads',
  `${OWN}/sign-in?next=%2Floads`,
  `${OWN}/.portcullis/session`,
])('%s is no page to lead back to', (referer) => expect(backFrom('POST', referer)).toBe('/'));

test('a link that would be too long leads home', () => {
  expect(backFrom('GET', null, { ...TARGET, query: `?${'a'.repeat(8000)}` })).toBe('/');
});

test('none, where the rules have no page', () => {
  expect(signInLink(null, new Request(OWN), TARGET)).toBeNull();
});

describe('back to the page before', () => {
  const back = (referer: string | null, target = TARGET): string | null =>
    backLink(new Request(`${OWN}/x`, referer === null ? {} : { headers: { referer } }), target);

  test('of the same host, with its query', () => {
    expect(back(`${OWN}/loads?page=2`)).toBe('/loads?page=2');
    expect(back(`${OWN}/`)).toBe('/');
  });

  test.each([
    null,
    '',
    'https://evil.example/loads',
    'http://acme.example.com/loads',
    'https://acme.example.com.evil.example/',
    `${OWN}//evil.example`,
    `${OWN}/\\evil.example`,
    `${OWN}/.portcullis/session`,
    `${OWN}/loads/7?edit=1`,
    `${OWN}/${'a'.repeat(4096)}`,
  ])('not to %j', (referer) => expect(back(referer)).toBeNull());
});
