import type { ContentClass } from '@portcullis/rules/policy';
import { contentClass } from '@portcullis/rules/responses';
import { describe, expect, test } from 'vitest';
import { fieldsOf, hardenAnswer } from '../../../worker/core/headers/index.ts';
import { compileText } from '../../support/gateway.ts';
import { testRules } from '../../support/rules.ts';

type Sent = Readonly<Record<string, string>>;

/** What goes out of an answer of the origin, on a route with these headers. */
function hardened(rules: string, sent: Sent, content: ContentClass = 'page', nonce: string | null = null): Sent {
  const text = testRules({
    origins: { app: 'http://127.0.0.1:9' },
    routes: [`id: page, path: /page, access: public, headers: ${rules}`],
  });
  const plan = compileText(text, 8787).routes[0]?.headers.plans[content];
  if (plan === undefined) throw new Error('no route');
  const headers = new Headers(sent);
  hardenAnswer(headers, fieldsOf(headers), plan, nonce);
  return Object.fromEntries(headers);
}

const CSP = 'content-security-policy';
const ownCsp = hardened('strict', {})[CSP] ?? '';

test('headers that reveal the origin, or that only the gateway may send, do not go out', () => {
  const sent = hardened('strict', {
    Server: 'nginx/1.2',
    'X-Powered-By': 'PHP',
    'X-AspNet-Version': '4',
    'X-Generator': 'x',
    'X-Varnish-Backend': 'x',
    'X-Envoy-Upstream-Service-Time': '7',
    'X-Runtime': '0.1',
    Via: '1.1 x',
    'Alt-Svc': 'h3=":443"',
    'Portcullis-Context': 'x',
    'Portcullis-Session': 'x',
    'Portcullis-Denied': 'x',
    'Portcullis-Request-Id': 'x',
    'Proxy-Authenticate': 'x',
    'Content-Type': 'text/html',
    ETag: '"x"',
    'Cache-Control': 'no-store',
    'X-Custom': 'x',
    'X-Nextjs-Matched-Path': '/x',
  });
  const own = Object.keys(hardened('strict', {}));
  expect(Object.keys(sent).filter((name) => !own.includes(name))).toEqual([
    'cache-control',
    'content-type',
    'etag',
    'x-custom',
    'x-nextjs-matched-path',
  ]);
});

/** What `legacy` adds to a policy that says nothing of it. */
const LACKING = "frame-ancestors 'self'; base-uri 'self'; report-uri /.portcullis/reports";
/** Where the app's policy says nothing that browsers read. */
const ALL_OF_IT = LACKING.replace('; report-uri', "; object-src 'none'; report-uri");

describe('a header that the origin sends too', () => {
  test.each<[name: string, theirs: string, sent: string, rules?: string]>([
    ['referrer-policy', 'no-referrer', 'no-referrer'],
    ['referrer-policy', 'unsafe-url', 'strict-origin-when-cross-origin'],
    ['strict-transport-security', 'max-age=63072001; preload', 'max-age=63072001; includeSubDomains; preload'],
    ['strict-transport-security', 'max-age=0', 'max-age=63072000; includeSubDomains'],
    ['x-frame-options', 'SAMEORIGIN', 'DENY'],
    ['x-frame-options', 'DENY', 'DENY', '{ frameAncestors: ["\'self\'"] }'],
    ['cross-origin-opener-policy', 'unsafe-none', 'same-origin'],
    ['cross-origin-opener-policy', 'same-origin', 'same-origin', 'app'],
    ['cross-origin-resource-policy', 'same-origin', 'same-origin', 'legacy'],
    ['x-content-type-options', 'none', 'nosniff'],
    [CSP, "script-src 'nonce-abc'", `script-src 'nonce-abc', ${ownCsp}`],
    [CSP, "default-src 'self'", `default-src 'self', ${LACKING}`, 'legacy'],
    [CSP, "default-src 'self'; report-uri /own", `default-src 'self'; report-uri /own, ${LACKING}`, 'legacy'],
    [
      CSP,
      "base-uri 'none'; object-src x; frame-ancestors https://a.example",
      "base-uri 'none'; object-src x; frame-ancestors https://a.example",
      'legacy',
    ],
    ['x-robots-tag', 'nofollow', 'noindex, nofollow', 'api'],
    // A crawler's name speaks to it alone, and so does all that follows.
    ['x-robots-tag', 'otherbot: nofollow', 'noindex, otherbot: nofollow', 'api'],
    ['content-disposition', 'inline; filename="a.pdf"', 'attachment; filename="a.pdf"', 'download'],
    ['content-disposition', 'inline; filename="a.pdf"', 'inline; filename="a.pdf"'],
    ['x-version', '1', '2', '{ set: { X-Version: "2" } }'],
  ])('%s: %s', (name, theirs, expected, rules = 'strict') => {
    expect(hardened(rules, { [name]: theirs })[name]).toBe(expected);
  });

  // Seen in Chromium: each of these is ignored, the first four though they begin like a stricter value.
  test.each<[name: string, theirs: string, sent: string, rules: string]>([
    ['cross-origin-opener-policy', 'same-origin;', 'same-origin-allow-popups', 'app'],
    ['cross-origin-opener-policy', 'same-origin; Report-To="x"', 'same-origin-allow-popups', 'app'],
    [
      'cross-origin-embedder-policy',
      'require-corp;',
      'credentialless',
      '{ crossOriginEmbedderPolicy: credentialless }',
    ],
    ['cross-origin-resource-policy', 'same-origin; x=y', 'same-site', 'legacy'],
    ['document-policy', '', 'document-write=?0', '{ documentPolicy: "document-write=?0" }'],
    ['document-policy', 'x=(', 'document-write=?0', '{ documentPolicy: "document-write=?0" }'],
    ['reporting-endpoints', 'x=', 'portcullis="/.portcullis/reports"', '{ profile: app, reportOnly: strict }'],
    ['content-disposition', '\u00a0attachment; filename="a"', 'attachment; filename="a"', 'download'],
    ['content-disposition', 'attachment\u00a0; filename="a"', 'attachment; filename="a"', 'download'],
    [CSP, "default-src\u00a0'self'", `default-src\u00a0'self', ${ALL_OF_IT}`, 'legacy'],
    [CSP, "frame-ancestors\u000b'self'", `frame-ancestors\u000b'self', ${ALL_OF_IT}`, 'legacy'],
    [CSP, "object-src 'self' \u00e9", `object-src 'self' \u00e9, ${ALL_OF_IT}`, 'legacy'],
  ])('takes no part where browsers ignore it: %s: %s', (name, theirs, expected, rules) => {
    expect(hardened(rules, { [name]: theirs })[name]).toBe(expected);
  });

  test('features that it alone forbids stay forbidden', () => {
    const policy = hardened('strict', { 'permissions-policy': 'fullscreen=(), camera=(self)' })['permissions-policy'];
    expect(policy).toMatch(/(?:^|, )camera=\(\), /);
    expect(policy).toMatch(/, fullscreen=\(\)$/);
  });

  test('X-Frame-Options, which browsers ignore beside frame-ancestors, is said in a policy too', () => {
    const portal = '{ frameAncestors: [https://portal.example.com] }';
    expect(hardened(portal, { 'x-frame-options': 'DENY' })[CSP]).toMatch(/, frame-ancestors 'none'$/);
    const removed = '{ frameAncestors: [https://portal.example.com], remove: [X-Frame-Options] }';
    const sent = hardened(removed, { 'x-frame-options': 'DENY' });
    expect(sent[CSP]).toContain('frame-ancestors https://portal.example.com;');
    expect(sent[CSP]).not.toContain("frame-ancestors 'none'");
    expect(sent['x-frame-options']).toBeUndefined();
  });
});

describe('what the rules leave to the origin, or take out', () => {
  test.each<[rules: string, name: string]>([
    ['{ referrerPolicy: none }', 'referrer-policy'],
    ['{ csp: none }', CSP],
    ['{ permissions: none }', 'permissions-policy'],
    ['{ remove: [X-Version] }', 'x-version'],
  ])('%s', (rules, name) => expect(hardened(rules, { [name]: 'unsafe-url' })[name]).toBeUndefined());

  test.each<[rules: string, name: string, theirs: string]>([
    ['{ referrerPolicy: origin }', 'referrer-policy', 'unsafe-url'],
    ['{ crossOriginResourcePolicy: origin }', 'cross-origin-resource-policy', 'cross-origin'],
    ['{ permissions: origin }', 'permissions-policy', 'camera=*'],
    ['{ contentTypeOptions: origin }', 'x-content-type-options', 'x'],
  ])('%s', (rules, name, theirs) => {
    expect(hardened(rules, { [name]: theirs })[name]).toBe(theirs);
    expect(hardened(rules, {})[name]).toBeUndefined();
  });
});

describe('what an answer is decides what it needs', () => {
  const short = "default-src 'none'; frame-ancestors 'none'";
  test('data has a short policy, media one for frames, and what runs has all of it', () => {
    expect(hardened('strict', {}, 'data')[CSP]).toBe(short);
    expect(hardened('strict', {}, 'media')[CSP]).toBe("frame-ancestors 'none'");
    expect(hardened('strict', {}, 'code')[CSP]).toBe(ownCsp);
    expect(Object.keys(hardened('strict', {}, 'data'))).toEqual([
      CSP,
      'cross-origin-resource-policy',
      'strict-transport-security',
      'x-content-type-options',
    ]);
  });

  test.each([
    'image/svg+xml',
    'image/svg+xml (x',
    'image/svg+xml x',
    'IMAGE/SVG+XML;x',
    'text/html (x',
    'text/plain, text/html',
    'application/vnd.openxmlformats-x+xml x',
    'application/xhtml+xml\tx',
    'multipart/x-mixed-replace',
    'text/xml',
    '',
    'x',
  ])('what browsers may run is a page, however odd its type: %s', (type) => {
    expect(contentClass(200, type)).toBe('page');
  });

  test('a 304 changes no policy of what a browser has stored', () => {
    const theirs = { [CSP]: "default-src 'self'", 'referrer-policy': 'no-referrer', etag: '"x"' };
    expect(hardened('strict', theirs, 'unchanged')).toEqual({
      etag: '"x"',
      'strict-transport-security': 'max-age=63072000; includeSubDomains',
    });
  });

  test('where browsers may sniff, everything is a page', () => {
    expect(hardened('{ contentTypeOptions: none }', {}, 'data')[CSP]).toBe(ownCsp);
  });

  test('a sandbox applies to everything that is opened', () => {
    expect(hardened('download', {}, 'media')[CSP]).toContain('; sandbox; ');
  });
});

describe('a nonce', () => {
  const rules = `{ csp: { script-src: ["'self'", "'nonce'"] } }`;
  test('stands in the policy', () => {
    expect(hardened(rules, {}, 'page', 'bm9uY2U')[CSP]).toContain("script-src 'self' 'nonce-bm9uY2U';");
  });

  test('of the app is let in beside, if it cannot be guessed', () => {
    const theirs = "script-src 'nonce-abcdefghijklmnopqrstuv' 'nonce-short'";
    const sent = hardened(rules, { [CSP]: theirs }, 'page', 'bm9uY2U')[CSP];
    expect(sent).toContain(
      `${theirs}, default-src 'none'; script-src 'self' 'nonce-bm9uY2U' 'nonce-abcdefghijklmnopqrstuv';`,
    );
  });

  test('of the app is not let in where the rules say nothing of nonces', () => {
    const theirs = "script-src 'nonce-abcdefghijklmnopqrstuv'";
    expect(hardened('strict', { [CSP]: theirs })[CSP]).toBe(`${theirs}, ${ownCsp}`);
  });
});
