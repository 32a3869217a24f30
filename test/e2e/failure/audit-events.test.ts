import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { type Reply, send } from '../../support/client.ts';
import { gateOfFile } from '../../support/gate.ts';
import type { LogLine } from '../../support/gateway.ts';
import { sendRaw } from '../../support/raw-http.ts';

const MEMBERS = [
  ...[
    'event',
    'time',
    'requestId',
    'method',
    'host',
    'path',
    'target',
    'address',
    'route',
    'tenant',
    'user',
    'session',
    'actAs',
    'rules',
  ],
  ...[
    'outcome',
    'status',
    'code',
    'reason',
    'rule',
    'detail',
    'observed',
    'degraded',
    'notes',
    'durationMs',
    'stateMs',
    'originMs',
  ],
];
/** Whatever a client sent that must not be found in the log. */
const secrets: string[] = [];

const { gateway } = await gateOfFile({
  answer: (request, response) => {
    secrets.push(...String(request.headers['portcullis-context']).split('.'));
    response
      .writeHead(200, { 'set-cookie': `origin-cookie=${SECRET_OF_ORIGIN}`, 'portcullis-session': SECRET_OF_ORIGIN })
      .end(SECRET_OF_ORIGIN);
  },
  routes: [
    'id: open, path: /open, access: public',
    'id: mine, path: /mine/**, access: { roles: any }',
    'id: owners, path: /owners, access: { roles: [owner] }',
    'id: kept, path: /kept, access: { roles: any }, audit: requests',
    'id: grants, path: /grants, access: public, signIn: true',
  ],
});

const SECRET_OF_ORIGIN = `origin-${randomUUID()}`;
secrets.push(SECRET_OF_ORIGIN);

/** Sends a request full of secrets, and returns its event. */
async function ask(
  path: string,
  claims: object | null,
  headers: Record<string, string> = {},
): Promise<{ reply: Reply; event: () => Promise<LogLine> }> {
  const token = await gateway.mint.role({ ...claims });
  const query = `query-${randomUUID()}`;
  const other = `cookie-${randomUUID()}`;
  secrets.push(...token.split('.'), query, other);
  const cookie = claims === null ? `other=${other}` : `__Host-role=${token}; other=${other}`;
  const reply = await send(gateway, `${path}?secret=${query}`, {
    headers: { authorization: `Bearer ${other}`, referer: `http://h/?${query}`, ...headers, cookie },
  });
  return { reply, event: () => gateway.eventOf(reply.header('portcullis-request-id')) };
}

test('a refusal leaves one line with who, what, which rule and why', async () => {
  const { reply, event } = await ask('/owners', { roles: ['reader'], sid: 'session-7', act: undefined });
  const line = await event();
  expect(Object.keys(line)).toEqual(MEMBERS);
  expect(line).toMatchObject({
    event: 'request',
    time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
    method: 'GET',
    host: `localhost:${gateway.port}`,
    path: '/owners',
    address: '127.0.0.1',
    route: 'owners',
    tenant: 'acme',
    user: 'user-1',
    session: 'session-7',
    actAs: null,
    rules: gateway.policy.digest.slice(0, 16),
    outcome: 'refused',
    status: 403,
    code: 'forbidden',
    reason: 'role_missing',
    rule: expect.stringMatching(/^test\.yaml:\d+$/),
    detail: 'one of owner',
    notes: [],
    durationMs: expect.any(Number),
    originMs: null,
  });
  expect(gateway.events.filter(({ requestId }) => requestId === reply.header('portcullis-request-id'))).toHaveLength(1);
});

test.each<[string, string, object | null, Record<string, string>, object]>([
  [
    'a path that cannot be read',
    '/a//b',
    null,
    {},
    { reason: 'malformed_path', detail: 'empty segment', route: null, path: null },
  ],
  ['no route', '/nothing', null, {}, { reason: 'no_route', route: null, path: '/nothing' }],
  ['no session', '/mine/x', null, {}, { reason: 'session_missing', route: 'mine', user: null, tenant: null }],
  [
    'a bad session',
    '/mine/x',
    { iss: 'other' },
    {},
    { reason: 'session_invalid', detail: 'iss', user: null, session: null },
  ],
  ['an expired session', '/mine/x', { iat: 1000, exp: 1600 }, {}, { reason: 'session_invalid', detail: 'expired' }],
  ['another site', '/mine/x', {}, { 'sec-fetch-site': 'cross-site' }, { reason: 'cross_site', user: 'user-1' }],
  ['too many headers', '/open', null, { 'x-a': 'a'.repeat(33_000) }, { reason: 'headers_too_large', detail: 'bytes' }],
  ['a grant that is none', '/grants', null, {}, { reason: 'session_grant_invalid', status: 502, route: 'grants' }],
])('%s is in the log as what it is', async (_name, path, claims, headers, expected) => {
  const { event } = await ask(path, claims, headers);
  expect(await event()).toMatchObject({ outcome: 'refused', ...expected });
});

test('a session of another tenant is named with both', async () => {
  const token = await gateway.mint.cookie();
  const reply = await send(gateway, '/mine/x', {
    host: `globex.localhost:${gateway.port}`,
    headers: { cookie: token },
  });
  expect(await gateway.eventOf(reply.header('portcullis-request-id'))).toMatchObject({
    reason: 'tenant_mismatch',
    tenant: 'acme',
    detail: 'session of acme at globex',
  });
});

test('a request that passed is in the log only where its route asks for it, or something was out of the ordinary', async () => {
  const kept = await ask('/kept', {});
  expect(await kept.event()).toMatchObject({
    outcome: 'answered',
    status: 200,
    reason: null,
    notes: ['session_header_ignored'],
    originMs: expect.any(Number),
  });
  const before = gateway.events.length;
  const health = await send(gateway, '/.portcullis/health');
  await ask('/nothing', null).then(({ event }) => event());
  const ids = gateway.events.slice(before).map(({ requestId }) => requestId);
  expect(ids).not.toContain(health.header('portcullis-request-id'));
});

test('a name in a claim stays on its line', async () => {
  const { event } = await ask('/owners', { roles: ['reader'], sub: '"},{"event":"forged' });
  expect((await event())['user']).toBe('"},{"event":"forged');
});

test('no token, cookie, query value or body is anywhere in the log', async () => {
  await ask('/open', {});
  await send(gateway, '/.portcullis/v1/revocations', {
    headers: { authorization: await gateway.mint.admin({ exp: 1 }) },
  });
  const admin = await gateway.mint.admin({ aud: 'other' });
  secrets.push(admin.slice('Bearer '.length));
  await (await ask('/nothing', { sub: 'last' })).event();
  const log = JSON.stringify([gateway.events, gateway.output]);
  expect(secrets.length).toBeGreaterThan(40);
  for (const secret of secrets) {
    // Header parts of tokens are the same for all, and say nothing.
    if (secret.length > 20) expect(log).not.toContain(secret);
  }
  for (const keys of Object.values(gateway.settings)) {
    for (const [, value] of keys.matchAll(/"k":"([^"]+)"/g)) expect(log).not.toContain(value);
  }
  expect(gateway.output).toEqual([]);
});

test('a refusal before there is a host and a path shows the URL as it came, without what may be secret', async () => {
  const { port } = gateway;
  const bytes = `GET /a//b?key=${SECRET_OF_ORIGIN} HTTP/1.1\r\nHost: localhost:${port}\r\nConnection: close\r\n\r\n`;
  const reply = await sendRaw(port, bytes);
  const event = await gateway.eventOf(reply.headers['portcullis-request-id'] ?? null);
  expect(event).toMatchObject({
    reason: 'malformed_path',
    host: null,
    path: null,
    target: `http://localhost:${port}/a//b`,
  });
});
