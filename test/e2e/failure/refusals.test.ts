import { createHash } from 'node:crypto';
import { freePort } from '@portcullis/cli/dev';
import { describe, expect, test } from 'vitest';
import { type Ask, send } from '../../support/client.ts';
import { expectRefusal } from '../../support/expect-refusal.ts';
import { gateOfFile } from '../../support/gate.ts';

/** One request for each status and code that the gateway refuses with, besides 503, which needs a broken set-up. */
const REFUSALS: readonly {
  readonly status: number;
  readonly code: string;
  readonly target: string;
  readonly ask?: Ask;
}[] = [
  { status: 400, code: 'malformed_request', target: '/a//b' },
  { status: 401, code: 'session_required', target: '/mine' },
  { status: 401, code: 'step_up_required', target: '/fresh' },
  { status: 403, code: 'forbidden', target: '/owners' },
  { status: 404, code: 'no_route', target: '/nothing' },
  { status: 405, code: 'method_not_allowed', target: '/open', ask: { method: 'DELETE' } },
  { status: 413, code: 'too_large', target: '/open', ask: { method: 'POST', body: 'x'.repeat(2000) } },
  { status: 414, code: 'too_large', target: `/open?${'a'.repeat(17_000)}` },
  { status: 421, code: 'unknown_host', target: '/open', ask: { host: 'evil.example' } },
  { status: 429, code: 'rate_limited', target: '/limited' },
  { status: 431, code: 'too_large', target: '/open', ask: { headers: { 'x-a': 'a'.repeat(33_000) } } },
  { status: 502, code: 'origin_unreachable', target: '/dead' },
  { status: 504, code: 'origin_timeout', target: '/silent' },
];

const { gateway } = await gateOfFile({
  answer: () => undefined,
  originIds: ['silent'],
  otherOrigins: { dead: `http://127.0.0.1:${await freePort()}` },
  originMembers: 'timeout: 1s',
  more: 'limits: { one: { quota: 1 per 1h, by: [route] } }',
  routes: [
    'id: open, path: /open, methods: [GET, POST], access: public, origin: dead, body: 1KiB',
    'id: mine, path: /mine, access: { roles: any }, origin: dead',
    'id: fresh, path: /fresh, access: { roles: any, stepUp: { within: 1m, methods: [hwk] } }, origin: dead',
    'id: owners, path: /owners, access: { roles: [owner] }, origin: dead',
    'id: limited, path: /limited, access: public, origin: dead, limits: [one]',
    'id: dead, path: /dead, access: public, origin: dead',
    'id: silent, path: /silent, access: public, origin: silent',
    'id: sign-in, path: /sign-in, access: public, signIn: true, origin: dead',
  ],
});
await send(gateway, '/limited');

async function refused(target: string, ask: Ask = {}, headers: Record<string, string> = {}) {
  const cookie =
    target === '/fresh' || target === '/owners' ? { cookie: await gateway.mint.cookie({ roles: ['reader'] }) } : {};
  return send(gateway, target, { ...ask, headers: { ...cookie, ...ask.headers, ...headers } });
}

describe.each(REFUSALS)('$status $code', ({ status, code, target, ask }) => {
  test('as problem details', async () => {
    const reply = await refused(target, ask);
    expectRefusal(reply, status, code);
    expect(reply.header('content-type')).toBe('application/problem+json');
    expect(JSON.parse(reply.text)).toEqual({
      type: `urn:portcullis:problem:${code}`,
      title: expect.stringMatching(/^[A-Z][\w ,]{10,80}$/),
      status,
      code,
      requestId: reply.header('portcullis-request-id'),
    });
    // A refusal tells nothing about the runtime, the rules or the origin.
    expect(reply.text).not.toMatch(/workerd|\.ts|\bat \S+:\d|test\.yaml|127\.0\.0\.1|owner|reader|Error/);
    if (status === 401) expect(reply.header('www-authenticate')).toMatch(/^Bearer realm="test-edge"/);
  });

  test('as a page for people', async () => {
    const reply = await refused(target, ask, {
      accept: 'text/html,application/xhtml+xml,*/*;q=0.8',
      'sec-fetch-mode': 'navigate',
      'sec-fetch-site': 'none',
      'sec-fetch-dest': 'document',
    });
    expectRefusal(reply, status, code);
    expect(reply.header('content-type')).toBe('text/html; charset=utf-8');
    expect(reply.text).toMatch(/^<!doctype html><html lang="en" dir="ltr">/);
    expect(reply.text).toContain(`<h1>`);
    expect(reply.text.replace(/<\/?b>/g, '')).toContain(reply.header('portcullis-request-id'));
    expect(reply.text).not.toMatch(/<script|onload=|javascript:/i);
    const style = /<style>(.*?)<\/style>/s.exec(reply.text)?.[1] ?? '';
    const hash = createHash('sha256').update(style).digest('base64');
    expect(reply.header('content-security-policy')).toContain(`style-src 'sha256-${hash}'`);
  });
});

test.each([
  ['application/json', undefined, 'application/problem+json'],
  ['*/*', undefined, 'application/problem+json'],
  ['text/html', 'navigate', 'text/html; charset=utf-8'],
  ['text/html', undefined, 'text/html; charset=utf-8'],
  ['text/html', 'cors', 'application/problem+json'],
  ['text/html', 'no-cors', 'application/problem+json'],
  ['application/json, text/html;q=0', undefined, 'application/problem+json'],
])('for Accept: %s in mode %s the answer is %s', async (accept, mode, type) => {
  const reply = await refused(
    '/nothing',
    {},
    { accept, ...(mode === undefined ? {} : { 'sec-fetch-mode': mode, 'sec-fetch-site': 'same-origin' }) },
  );
  expect(reply.header('content-type')).toBe(type);
});

test('a page is in the language that its reader prefers, a problem document in English', async () => {
  const languages = { 'accept-language': 'nl, ja;q=0.5, de-AT;q=0.9' };
  const page = await send(gateway, '/nothing', { headers: { accept: 'text/html', ...languages } });
  expect(page.text).toContain('<h1>Diese Seite gibt es nicht</h1>');
  expect(page.text).toContain('<html lang="de" dir="ltr">');
  expect(page.header('content-language')).toBe('de');
  expect(page.header('vary')).toContain('Accept-Language');
  const problem = await send(gateway, '/nothing', { headers: languages });
  expect(JSON.parse(problem.text).title).toBe('This page does not exist');
  expect(problem.header('content-language')).toBeNull();
});

test('HEAD is refused without a body', async () => {
  const reply = await send(gateway, '/mine', { method: 'HEAD' });
  expectRefusal(reply, 401, 'session_required');
  expect(reply.body.length).toBe(0);
});

describe('the way to the sign-in page', () => {
  const page = { accept: 'text/html' };

  test.each([
    ['/mine', '/sign-in?next=%2Fmine'],
    ['/mine?a=1&b="><script>x', '/sign-in?next=%2Fmine%3Fa%3D1%26b%3D%2522%253E%253Cscript%253Ex'],
    ['/mine?next=//evil.example', '/sign-in?next=%2Fmine%3Fnext%3D%2F%2Fevil.example'],
    ["/mine?a='", '/sign-in?next=%2Fmine%3Fa%3D%2527'],
  ])('from %s leads back there, and nowhere else', async (target, href) => {
    const reply = await send(gateway, target.replaceAll('"', '%22').replaceAll('>', '%3E').replaceAll('<', '%3C'), {
      headers: page,
    });
    expect(/ href="([^"]*)"/.exec(reply.text)?.[1]).toBe(href);
  });

  test.each([
    ['/mine?draft=1', '/sign-in?next=%2Fmine%3Fdraft%3D1'],
    [null, '/sign-in?next=%2F'],
  ])('from a form on %s leads to its page: what was sent is gone', async (path, href) => {
    const referer = path === null ? 'http://evil.example/mine' : `${gateway.url}${path}`;
    const reply = await send(gateway, '/mine', { method: 'POST', body: 'x', headers: { ...page, referer } });
    expect(/ href="([^"]*)"/.exec(reply.text)?.[1]).toBe(href);
  });

  test('is the way home where signing in would not help', async () => {
    expect(/ href="([^"]*)"/.exec((await refused('/owners', {}, page)).text)?.[1]).toBe('/');
  });
});
