import { randomUUID } from 'node:crypto';
import { createEngine } from '@portcullis/rules/engine';
import { expect, test } from 'vitest';
import { type Asker, type Explanation, explain, HEALTHY_STATE } from '../../../rules/src/analysis/explain/index.ts';
import { gatewayOfFile, originOfFile } from '../../support/of-file.ts';
import { joinedHeaders, sendRaw } from '../../support/raw-http.ts';
import { CF_HEADER } from './both-answers.ts';
import { parityRules } from './rules.ts';

const origin = await originOfFile(undefined, { maxHeaderBytes: 64 * 1024 });
const gateway = await gatewayOfFile({
  rules: parityRules(origin.url, Math.floor(Date.now() / 1000)),
  cfHeader: CF_HEADER,
});

interface Odd {
  /** `OWN` stands for the gateway's own origin, `PORT` for its port. */
  readonly line?: string;
  readonly host?: string;
  readonly lines?: readonly string[];
  readonly asker?: Exclude<Asker, string>;
}

const READER: Exclude<Asker, string> = {
  tenant: 'acme',
  user: 'user-1',
  roles: ['reader'],
  methods: ['pwd'],
  ageSeconds: 60,
  authAgeSeconds: 60,
  actAs: null,
  host: null,
};

/** Sends the bytes to the gateway, and asks `explain` about the same. */
async function both(
  odd: Odd,
): Promise<{ explanation: Explanation; status: number; reason: unknown; reached: boolean }> {
  const fill = (text: string): string =>
    text.replaceAll('OWN', 'http://acme.localhost:PORT').replaceAll('PORT', String(gateway.port));
  const { asker } = odd;
  const [method = '', target = ''] = (odd.line ?? 'GET /open').split(' ');
  const host = fill(odd.host ?? 'acme.localhost:PORT');
  const nowSeconds = Math.floor(Date.now() / 1000);
  const lines = [...(odd.lines ?? []).map(fill), `${CF_HEADER}: {"clientIp":"192.0.2.1","tlsVersion":"TLSv1.3"}`];
  if (asker !== undefined) lines.push(`Cookie: ${await cookieOf(asker, nowSeconds)}`);
  const before = origin.begun;
  const bytes = [`${method} ${target} HTTP/1.1`, `Host: ${host}`, 'Connection: close', ...lines, '', ''].join('\r\n');
  const reply = await sendRaw(gateway.port, bytes);
  const explanation = explain(createEngine(gateway.policy, { development: true }), {
    request: {
      method,
      url: `http://${host}${target}`,
      address: '192.0.2.1',
      headers: joinedHeaders(lines),
      nowSeconds,
    },
    asker: asker ?? 'nobody',
    state: HEALTHY_STATE,
  });
  const id = reply.headers['portcullis-request-id'] ?? null;
  const event = id === null || explanation.answeredBy === 'gateway' ? null : await gateway.eventOf(id);
  return { explanation, status: reply.status, reason: event?.['reason'], reached: origin.begun > before };
}

function cookieOf(asker: Exclude<Asker, string>, nowSeconds: number): Promise<string> {
  const iat = nowSeconds - asker.ageSeconds;
  return gateway.mint.cookie({
    sub: asker.user,
    tid: asker.tenant,
    roles: asker.roles,
    sid: randomUUID(),
    iat,
    exp: iat + gateway.policy.session.lifetimeSeconds,
    auth_time: nowSeconds - asker.authAgeSeconds,
    amr: asker.methods,
  });
}

const many = (count: number): string[] => Array.from({ length: count }, (_, index) => `x-${index}: v`);
const long = (characters: number): string => `/open/${'a'.repeat(characters - '/open/'.length)}`;

test.each<[string, Odd, string | null]>([
  [
    'two lines of Origin, each of which would pass',
    { line: 'POST /open', lines: ['Content-Length: 0', 'Origin: OWN', 'Origin: OWN'] },
    'cross_site',
  ],
  [
    'an own and a foreign Origin',
    { line: 'POST /open', lines: ['Content-Length: 0', 'Origin: OWN', 'Origin: http://evil.example'] },
    'cross_site',
  ],
  ['an empty Origin', { line: 'POST /open', lines: ['Content-Length: 0', 'Origin:'] }, null],
  ['an empty Origin on GET', { lines: ['Origin:'] }, null],
  [
    'an empty Origin before one',
    { line: 'POST /open', lines: ['Content-Length: 0', 'Origin:', 'Origin: http://evil.example'] },
    'cross_site',
  ],
  ['an empty Sec-Fetch-Site', { line: 'POST /open', lines: ['Content-Length: 0', 'Sec-Fetch-Site:'] }, 'cross_site'],
  [
    'two lines of Sec-Fetch-Site',
    { line: 'POST /open', lines: ['Content-Length: 0', 'Sec-Fetch-Site: same-origin', 'Sec-Fetch-Site: same-origin'] },
    'cross_site',
  ],
  ['as many headers as there may be', { lines: many(97) }, null],
  ['more than 100 headers', { lines: many(120) }, 'headers_too_large'],
  ['headers of 40 KiB', { lines: [`x-a: ${'a'.repeat(20_000)}`, `x-b: ${'a'.repeat(20_000)}`] }, 'headers_too_large'],
  ['a body that a GET announces', { lines: ['Content-Length: 5'] }, 'body_without_meaning'],
  ['an empty body that a GET announces', { lines: ['Content-Length: 00'] }, null],
  [
    'a body that the route does not take',
    { line: 'POST /app/7/edit', lines: ['Content-Length: 5000'], asker: { ...READER, roles: ['owner'] } },
    'body_too_large',
  ],
  ['a target of 8,000 characters', { line: `GET ${long(8000)}` }, null],
  ['a target of 16 KiB', { line: `GET ${long(16_384)}` }, null],
  ['a longer target', { line: `GET ${long(16_385)}` }, 'target_too_long'],
  [
    'a context with a long target and a long session',
    {
      line: `GET ${long(1024)}`,
      asker: {
        ...READER,
        user: 'u'.repeat(256),
        methods: Array.from({ length: 30 }, (_, n) => `${n}-${'m'.repeat(40)}`),
      },
    },
    null,
  ],
  [
    'a session whose user is too long',
    { line: 'GET /app/x', asker: { ...READER, user: 'u'.repeat(257) } },
    'session_invalid',
  ],
  [
    'a session of too many methods',
    { line: 'GET /app/x', asker: { ...READER, methods: Array.from({ length: 65 }, () => 'pwd') } },
    'session_invalid',
  ],
  [
    'a session longer than a cookie',
    { line: 'GET /app/x', asker: { ...READER, methods: Array.from({ length: 60 }, () => 'm'.repeat(100)) } },
    'session_invalid',
  ],
  [
    "an expired session on another tenant's host",
    { line: 'GET /app/x', host: 'globex.localhost:PORT', asker: { ...READER, ageSeconds: 3600, authAgeSeconds: 3600 } },
    'session_invalid',
  ],
  [
    "an expired session on another tenant's host, where it needs none",
    { host: 'globex.localhost:PORT', asker: { ...READER, ageSeconds: 3600, authAgeSeconds: 3600 } },
    null,
  ],
  [
    'an expired session on a host that the rules do not name',
    { host: 'elsewhere.example', asker: { ...READER, ageSeconds: 3600, authAgeSeconds: 3600 } },
    'unknown_host',
  ],
  ['health at an address', { line: 'GET /.portcullis/health', host: '192.0.2.10:8787' }, null],
  ['health at an IPv6 address', { line: 'HEAD /.portcullis/health', host: '[2001:db8::7]:8787' }, null],
  ['health at any name', { line: 'GET /.portcullis/health?x=1', host: 'gateway.internal' }, null],
  [
    'another method of health at an address',
    { line: 'POST /.portcullis/health', host: '192.0.2.10', lines: ['Content-Length: 0'] },
    'unknown_host',
  ],
  ['another endpoint at an address', { line: 'GET /.portcullis/ready', host: '192.0.2.10' }, 'unknown_host'],
  ['another spelling of health at an address', { line: 'GET /.portcullis/HEALTH', host: '192.0.2.10' }, 'unknown_host'],
  ['a page at an IPv6 address', { host: '[::1]:PORT' }, 'unknown_host'],
  ['a destination of its own route', { line: 'MOVE /dav/x', lines: ['Destination: OWN/dav/y'], asker: READER }, null],
  [
    'a destination of others',
    { line: 'MOVE /dav/x', lines: ['Destination: /dav/owners/y'], asker: READER },
    'role_missing',
  ],
  [
    'two destinations',
    { line: 'MOVE /dav/x', lines: ['Destination: /dav/y', 'Destination: /dav/y'], asker: READER },
    'named_resource_malformed',
  ],
  [
    'a destination elsewhere',
    { line: 'COPY /dav/x', lines: ['Destination: http://evil.example/dav/y'], asker: READER },
    'named_resource_foreign',
  ],
  [
    'a folder with what is for others',
    { line: 'COPY /dav', lines: ['Destination: /dav/y'], asker: READER },
    'named_resource_closed',
  ],
  [
    'a condition on what is for others',
    { line: 'PUT /dav/x', lines: ['Content-Length: 0', 'If: </dav/owners/y> (["e"])'], asker: READER },
    'role_missing',
  ],
])('explain says of %s what the gateway does', async (_, odd, reason) => {
  const { explanation, status, reached, ...event } = await both(odd);
  expect(explanation.refusal?.reason ?? null).toBe(reason);
  expect(status).toBe(explanation.refusal?.answer.status ?? 200);
  if (event.reason !== undefined) expect(event.reason).toBe(reason);
  expect(reached).toBe(explanation.origin !== null);
});

test.each(['get /open', 'Get /open', 'FETCH /open', 'OPTIONS *'])('both refuse %s', async (line) => {
  const { explanation, status, reached } = await both({ line });
  expect([explanation.outcome, status >= 400, reached]).toEqual(['refused', true, false]);
});
