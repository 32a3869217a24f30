import { expect, test } from 'vitest';
import { readViolations } from '../../../../worker/core/reports/read-violations.ts';

const PAGE = 'https://app.example.com/orders/7?token=secret#part';

const legacy = (part: Readonly<Record<string, unknown>>): string =>
  JSON.stringify({
    'csp-report': {
      'document-uri': PAGE,
      'effective-directive': 'script-src-elem',
      'violated-directive': 'script-src-elem',
      'blocked-uri': 'inline',
      disposition: 'report',
      ...part,
    },
  });
const modern = (part: Readonly<Record<string, unknown>>): object => ({
  age: 3,
  type: 'csp-violation',
  url: PAGE,
  user_agent: 'x',
  body: { documentURL: PAGE, effectiveDirective: 'img-src', blockedURL: 'data', disposition: 'enforce', ...part },
});
const one = (text: string) => readViolations(text).violations[0] ?? null;

test('both formats say the same', () => {
  const found = one(legacy({ 'source-file': PAGE, 'line-number': 3, 'column-number': 9, 'script-sample': '' }));
  const same = one(
    JSON.stringify([
      modern({
        effectiveDirective: 'script-src-elem',
        blockedURL: 'inline',
        disposition: 'report',
        sourceFile: PAGE,
        lineNumber: 3,
        columnNumber: 9,
        sample: '',
      }),
    ]),
  );
  expect(found).toEqual(same);
  expect(found).toMatchObject({
    directive: 'script-src-elem',
    disposition: 'report',
    blocked: 'inline',
    source: 'https://app.example.com/orders/7',
    line: 3,
    column: 9,
    sample: null,
  });
});

test('a directive is its name, however old the browser is', () => {
  const text = legacy({ 'effective-directive': undefined, 'violated-directive': "script-src 'self' https://x" });
  expect(one(text)?.directive).toBe('script-src');
});

test.each([
  [
    'script-src-elem',
    'https://cdn.example.com/npm/vue@3.4.21/vue.js?x=1',
    'https://cdn.example.com/npm/vue@3.4.21/vue.js',
  ],
  ['script-src-elem', 'https://cdn.example.com/', 'https://cdn.example.com'],
  ['script-src-elem', 'https://cdn.example.com/a b.js', 'https://cdn.example.com'],
  ['script-src-elem', 'https://cdn.example.com/u/0123456789abcdef/x.js', 'https://cdn.example.com'],
  ['script-src-elem', 'https://cdn.example.com/jane@mail.example/x.js', 'https://cdn.example.com'],
  ['img-src', 'https://CDN.example.com:8443/a/b.png', 'https://cdn.example.com:8443'],
  ['img-src', 'https://app.example.com/a.png', "'self'"],
  ['img-src', 'http://app.example.com/a.png', 'http://app.example.com'],
  ['connect-src', 'wss://app.example.com/chat', "'self'"],
  ['connect-src', 'wss://live.example.com/chat', 'wss://live.example.com'],
  ['img-src', 'data', 'data:'],
  ['img-src', 'blob:https://app.example.com/1', 'blob:'],
  ['script-src', 'eval', 'eval'],
  ['script-src', '', 'inline'],
  ['require-trusted-types-for', 'trusted-types-sink', 'trusted-types-sink'],
  ['script-src', 'chrome-extension://abcdef/inject.js', 'chrome-extension:'],
  ['script-src', 'moz-extension', 'moz-extension:'],
])('%s: %s is the source %s', (directive, blocked, source) => {
  expect(one(legacy({ 'effective-directive': directive, 'blocked-uri': blocked }))?.blocked).toBe(source);
});

test("what an extension does in a page is the extension's", () => {
  expect(one(legacy({ 'source-file': 'chrome-extension' }))?.blocked).toBe('chrome-extension:');
  expect(one(legacy({ 'source-file': 'moz-extension://1/x.js' }))?.blocked).toBe('moz-extension:');
});

test('a sample is its first 40 characters', () => {
  expect(one(legacy({ 'script-sample': 'x'.repeat(100) }))?.sample).toBe('x'.repeat(40));
});

test.each([
  [
    'coep',
    { type: 'corp', blockedURL: 'https://cdn.example.com/a', disposition: 'reporting' },
    'https://cdn.example.com',
  ],
  ['coop', { type: 'navigation-to-response', disposition: 'reporting' }, 'navigation-to-response'],
  ['permissions-policy-violation', { policyId: 'geolocation', disposition: 'report' }, 'geolocation'],
  [
    'integrity-violation',
    { documentURL: PAGE, blockedURL: 'https://x.example/a.js', reportOnly: true },
    'https://x.example',
  ],
])('%s is read too', (type, body, blocked) => {
  expect(one(JSON.stringify([{ type, url: PAGE, body }]))).toMatchObject({
    directive: type,
    blocked,
    disposition: 'report',
  });
});

test.each([
  [
    'https://user:pass@app.example.com/reset/eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJlLW9mLWl0?x#y',
    'https://app.example.com/reset/*',
  ],
  ['https://app.example.com/invite/4f9a1c2b3d4e5f60/accept', 'https://app.example.com/invite/*/accept'],
  ['https://app.example.com/assets/index-BxY12345abcdef.js', 'https://app.example.com/assets/index-BxY12345abcdef.js'],
  ['data:text/javascript,secret', 'data:'],
  ['blob:https://app.example.com/1b9d6bcd', 'blob:'],
  [`https://${'a'.repeat(60_000)}.example/`, 'https:'],
  ['secret words', null],
  ['', null],
])('of where the code is, no secret is kept: %s', (source, kept) => {
  expect(one(legacy({ 'source-file': source }))?.source).toBe(kept);
});

test.each([
  '',
  'null',
  '1',
  '{}',
  '[{}]',
  '{"csp-report":null}',
  '{"csp-report":{}}',
  legacy({ 'effective-directive': 'made-up' }),
  legacy({ 'document-uri': 'about' }),
  legacy({ 'document-uri': 7 }),
  legacy({ 'blocked-uri': null }),
  legacy({ 'blocked-uri': 'no url at all' }),
  JSON.stringify([{ type: 'deprecation', url: PAGE, body: { id: 'x' } }]),
])('%s is not read', (text) => {
  expect(readViolations(text)).toEqual({ violations: [], unread: 1 });
});

test('of one body, 100 are read', () => {
  const text = JSON.stringify(Array.from({ length: 130 }, () => modern({})));
  const { violations, unread } = readViolations(text);
  expect([violations.length, unread]).toEqual([100, 30]);
});
