import { expect, test } from 'vitest';
import { GATEWAY_HEADERS, refusalHeaders } from '../../../worker/core/headers/gateway-headers.ts';
import { compileText } from '../../support/gateway.ts';
import { testRules } from '../../support/rules.ts';

function sentFor(headers: string): Record<string, string> {
  const rules = testRules({
    origins: { app: 'http://127.0.0.1:9' },
    routes: [`id: page, path: /page, access: public, headers: ${headers}`],
  });
  return Object.fromEntries(refusalHeaders(compileText(rules, 8787).routes[0] ?? null));
}

const OWN = Object.fromEntries(GATEWAY_HEADERS);
const CSP = OWN['content-security-policy'] ?? '';

test.each([
  ['a host of its own', '{ frameAncestors: [https://portal.example.com] }', 'https://portal.example.com', undefined],
  ['several', '{ frameAncestors: ["\'self\'", https://a.example] }', "'self' https://a.example", undefined],
  ['itself', '{ frameAncestors: ["\'self\'"] }', "'self'", 'SAMEORIGIN'],
])('a refusal may stand in the frames of its route: %s', (_name, headers, ancestors, options) => {
  const sent = sentFor(headers);
  expect(sent['content-security-policy']).toBe(CSP.replace("frame-ancestors 'none'", `frame-ancestors ${ancestors}`));
  expect(sent['x-frame-options']).toBe(options);
  // Nothing else of the route's comes with it.
  const { 'content-security-policy': _csp, 'x-frame-options': _options, ...others } = sent;
  const { 'content-security-policy': _ownCsp, 'x-frame-options': _ownOptions, ...own } = OWN;
  expect(others).toEqual(own);
});

test.each(['strict', '{ csp: { img-src: ["https:"] }, referrerPolicy: no-referrer }'])(
  'and in none without: %s',
  (headers) => expect(sentFor(headers)).toEqual(OWN),
);

test('nor where no route was found', () => expect(refusalHeaders(null)).toBe(GATEWAY_HEADERS));

test('frame-ancestors and X-Frame-Options shut out every frame', () => {
  expect(CSP).toMatch(/; frame-ancestors 'none'$/);
  expect(OWN['x-frame-options']).toBe('DENY');
});
