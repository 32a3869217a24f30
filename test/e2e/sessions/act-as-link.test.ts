import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { decodeJwt } from 'jose';
import { beforeEach, describe, expect, test } from 'vitest';
import { admin } from '../../support/admin.ts';
import { type Reply, send } from '../../support/client.ts';
import { expectRefusal } from '../../support/expect-refusal.ts';
import { gateOfFile } from '../../support/gate.ts';
import { until } from '../../support/patience.ts';
import { unreached } from '../../support/unreached.ts';

const { origin, gateway } = await gateOfFile({
  routes: [
    'id: owners, path: /owners/**, access: { roles: [owner], actAs: allowed }',
    'id: read, path: /read/**, methods: [GET, POST], access: { roles: [owner], actAs: read-only }',
    'id: pay, path: /pay, access: { roles: [owner], stepUp: { within: 1h }, actAs: allowed }',
    'id: own, path: /own, access: { roles: [owner], actAs: never }',
  ],
});
const HOST = `acme.localhost:${gateway.port}`;
const PAGE = { accept: 'text/html', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' };
const ASKED = {
  tenant: 'acme',
  user: 'ann',
  roles: ['owner'],
  actor: 'support@vendor.example',
  reason: 'an invoice is missing',
  ticket: 'T-4711',
};

beforeEach(async () => {
  await admin(gateway, 'DELETE', 'tenants/acme/policy');
});

async function linkOf(changes: object = {}): Promise<URL> {
  const reply = await admin(gateway, 'POST', 'act-as', { ...ASKED, ...changes });
  expect(reply.status).toBe(201);
  return new URL((JSON.parse(reply.text) as { url: string }).url);
}

function press(link: URL, options: { readonly host?: string; readonly headers?: Record<string, string> } = {}) {
  return send(gateway, link.pathname, {
    method: 'POST',
    host: options.host ?? link.host,
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      'sec-fetch-site': 'same-origin',
      ...PAGE,
      ...options.headers,
    },
    body: `code=${link.searchParams.get('code')}`,
  });
}

function cookieOf(reply: Reply): string {
  return (reply.header('set-cookie') ?? '').split(';')[0] ?? '';
}

async function ask(path: string, cookie: string, method = 'GET') {
  const before = origin.begun;
  const reply = await send(gateway, path, { method, host: HOST, headers: { cookie } });
  return { reply, reached: origin.begun > before };
}

test('a link opens a session of the user, in which both are named', async () => {
  const link = await linkOf();
  expect(link.host).toBe(HOST);
  const page = await send(gateway, link.pathname + link.search, { host: link.host, headers: PAGE });
  expect(page.status).toBe(200);
  for (const text of ['ann', 'acme', 'support@vendor.example', 'T-4711: an invoice is missing'])
    expect(page.text).toContain(text);
  expect(page.header('set-cookie')).toBeNull();
  const opened = await press(link);
  expect([opened.status, opened.header('location')]).toEqual([303, '/']);
  const cookie = cookieOf(opened);
  const session = await send(gateway, '/.portcullis/session', { host: HOST, headers: { cookie } });
  expect(JSON.parse(session.text)).toMatchObject({
    user: 'ann',
    tenant: 'acme',
    roles: ['owner'],
    amr: [],
    actAs: { sub: 'support@vendor.example', reason: 'T-4711: an invoice is missing' },
  });
  const { expiresAt } = JSON.parse(session.text) as { expiresAt: number };
  expect(expiresAt - Date.now() / 1000).toBeLessThanOrEqual(15 * 60);
  expect((await ask('/owners/x', cookie)).reached).toBe(true);
  expect((await ask('/read/x', cookie)).reached).toBe(true);
});

test('what the actor may not do stays closed: changes, step-up, routes in person', async () => {
  const cookie = cookieOf(await press(await linkOf()));
  for (const [path, method] of [
    ['/read/x', 'POST'],
    ['/pay', 'GET'],
    ['/own', 'GET'],
  ] as const) {
    const { reply, reached } = await ask(path, cookie, method);
    expect([path, reply.status === 401 || reply.status === 403, reached]).toEqual([path, true, false]);
  }
});

describe('a link', () => {
  test('opens once', async () => {
    const link = await linkOf();
    expect((await press(link)).status).toBe(303);
    const again = await press(link);
    expectRefusal(again, 400, 'malformed_request');
    expect(again.header('set-cookie')).toBeNull();
  });

  test('opens at the host for which it was made alone', async () => {
    const link = await linkOf();
    for (const host of [`localhost:${gateway.port}`, `globex.localhost:${gateway.port}`]) {
      const shown = await unreached(origin, () => send(gateway, link.pathname + link.search, { host, headers: PAGE }));
      expectRefusal(shown, 400, 'malformed_request', host);
      expect(shown.body.toString()).toContain('Please ask for a new one.');
      expectRefusal(await unreached(origin, () => press(link, { host })), 400, 'malformed_request', host);
    }
    expect((await press(link)).status).toBe(303);
  });

  test('opens for the tenant that it is of, even if it says another host', async () => {
    const link = await linkOf();
    const host = `globex.localhost:${gateway.port}`;
    const claims = { ...decodeJwt(link.searchParams.get('code') ?? ''), host };
    link.searchParams.set('code', await gateway.mint.token('ROLE_COOKIE_KEYS', { typ: 'act-as+jwt' }, claims));
    expectRefusal(await unreached(origin, () => press(link, { host })), 403, 'forbidden');
  });

  test('does not open from pages of other sites', async () => {
    const link = await linkOf();
    for (const site of ['cross-site', 'same-site'])
      expectRefusal(
        await press(link, { headers: { 'sec-fetch-site': site, origin: 'https://evil.example' } }),
        403,
        'forbidden',
      );
    expect((await press(link)).status).toBe(303);
  });

  test.each(['', 'x', 'eyJhbGciOiJub25lIn0.e30.', 'role'])('is refused as %j', async (code) => {
    const text = code === 'role' ? ((await gateway.mint.cookie({})).split('=')[1] ?? '') : code;
    const link = new URL(`http://${HOST}/.portcullis/act-as?code=${text}`);
    expectRefusal(await press(link), 400, 'malformed_request');
    expectRefusal(await send(gateway, link.pathname + link.search, { host: HOST }), 400, 'malformed_request');
  });

  test('is a session of a role cookie to no one', async () => {
    const code = (await linkOf()).searchParams.get('code') ?? '';
    const { reply, reached } = await ask('/owners/x', `__Host-role=${code}`);
    expectRefusal(reply, 401, 'session_required');
    expect(reached).toBe(false);
  });
});

describe('who may ask for a link', () => {
  test.each([
    [{ tenant: 'ACME' }, '"tenant"'],
    [{ user: '' }, '"user"'],
    [{ user: 'token:ci' }, '"user"'],
    [{ roles: [] }, '"roles"'],
    [{ roles: ['root'] }, '"roles"'],
    [{ actor: 'ann' }, 'are the same'],
    [{ reason: undefined }, '"reason"'],
    [{ ticket: undefined }, '"ticket"'],
    [{ minutes: 61 }, '"minutes"'],
    [{ minutes: 0.5 }, '"minutes"'],
    [{ host: 'evil.example' }, '"host"'],
    [{ host: `globex.localhost:${gateway.port}` }, '"host"'],
    [{ more: 1 }, 'members besides'],
  ])('%j is refused: %s', async (changes, problem) => {
    const reply = await admin(gateway, 'POST', 'act-as', { ...ASKED, ...changes });
    const { detail } = JSON.parse(reply.text) as { detail: string };
    expect([reply.status, detail]).toEqual([400, expect.stringContaining(problem)]);
  });

  test('needs the scope', async () => {
    const reply = await admin(gateway, 'POST', 'act-as', ASKED, { claims: { scope: 'revoke tenant-policy' } });
    expect(reply.status).toBe(403);
    expect((await admin(gateway, 'POST', 'act-as', ASKED, { claims: { scope: 'act-as', tid: 'globex' } })).status).toBe(
      403,
    );
  });
});

describe('a tenant', () => {
  test('forbids it: no link, no session, and those that are open end', async () => {
    const [early, link] = [cookieOf(await press(await linkOf())), await linkOf()];
    await admin(gateway, 'PUT', 'tenants/acme/policy', { forbidActAs: true });
    expect((await admin(gateway, 'POST', 'act-as', ASKED)).status).toBe(403);
    const late = await press(link);
    expectRefusal(late, 403, 'forbidden');
    expect(late.header('set-cookie')).toBeNull();
    await expect.poll(async () => (await ask('/owners/x', early)).reply.status).toBe(403);
    const { reply, reached } = await ask('/owners/x', early);
    expect([reached, reply.header('set-cookie')]).toEqual([false, expect.stringContaining('Max-Age=0')]);
  });

  test('sees who acted when, and when it was over', async () => {
    const since = new Date().toISOString();
    const cookie = cookieOf(await press(await linkOf({ tenant: 'hooli', actor: 'list@vendor.example' })));
    const host = `hooli.localhost:${gateway.port}`;
    const entry = {
      actor: 'list@vendor.example',
      user: 'ann',
      reason: 'T-4711: an invoice is missing',
      ended: false,
    };
    const listed = async () =>
      (JSON.parse((await admin(gateway, 'GET', 'tenants/hooli/act-as')).text) as { sessions: { since: string }[] })
        .sessions;
    const [shown, ...more] = await listed();
    expect([shown, more]).toEqual([expect.objectContaining(entry), []]);
    expect(String(shown?.since) >= since).toBe(true);
    await send(gateway, '/.portcullis/session', { method: 'DELETE', host, headers: { cookie } });
    await expect.poll(listed).toEqual([expect.objectContaining({ ...entry, ended: true })]);
    expect(JSON.parse((await admin(gateway, 'GET', 'tenants/globex/act-as')).text)).toEqual({
      sessions: [],
      next: null,
    });
  });
});

test('a link whose code comes after its end opens nothing', async () => {
  const link = await linkOf();
  const code = link.searchParams.get('code') ?? '';
  const { exp: _, ...claims } = decodeJwt(code);
  const exp = Math.ceil(Date.now() / 1000) + 1;
  const late = await gateway.mint.token('ROLE_COOKIE_KEYS', { typ: 'act-as+jwt' }, { ...claims, exp });
  const body = `code=${late}`;
  const lines = [
    `POST ${link.pathname} HTTP/1.1`,
    `Host: ${link.host}`,
    'Content-Type: application/x-www-form-urlencoded',
    'Sec-Fetch-Site: same-origin',
    `Content-Length: ${body.length}`,
    'Connection: close',
  ];
  const socket = connect(gateway.port, '127.0.0.1');
  socket.write([...lines, '', body.slice(0, -1)].join('\r\n'));
  await until(() => (Date.now() / 1000 > exp + 1 ? true : undefined));
  socket.write(body.slice(-1));
  const answer = await text(socket);
  expect(answer).toMatch(/^HTTP\/1\.1 400 /);
  expect(answer).not.toMatch(/__Host-role/);
});
