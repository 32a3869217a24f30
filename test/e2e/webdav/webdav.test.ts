import { beforeEach, describe, expect, test } from 'vitest';
import { type Ask, type Reply, send } from '../../support/client.ts';
import { expectRefusal } from '../../support/expect-refusal.ts';
import { gateOfFile } from '../../support/gate.ts';
import { ofFile } from '../../support/of-file.ts';
import { unreached } from '../../support/unreached.ts';
import { rclone, startDavOrigin } from './start-rclone.ts';

const DAV = 'methods: [GET, PUT, DELETE, OPTIONS, PROPFIND, MKCOL, COPY, MOVE, LOCK, UNLOCK], origin: dav';
const FILES = {
  '/team/e.txt': 'team',
  '/team/plan/a b.txt': 'plan',
  '/team/vault/k.txt': 'key',
  '/payroll/s.txt': 'salaries',
  '/desk/d.txt': 'desk',
};

const dav = ofFile(await startDavOrigin(), (started) => started.stop());
const { origin: recorder, gateway } = await gateOfFile({
  otherOrigins: { dav: dav.url },
  more: 'limits:\n  scarce: { quota: 1 per 1h, by: [user] }',
  routes: [
    `id: team, path: /team/**, ${DAV}, access: { roles: [reader, admin] }`,
    `id: vault, path: /team/vault/**, ${DAV}, access: { roles: [admin] }`,
    `id: payroll, path: /payroll/**, ${DAV}, access: { roles: [admin] }`,
    `id: desk, path: /desk/**, ${DAV}, access: { roles: any }`,
    'id: fresh, path: /fresh/**, methods: [GET, PUT], origin: dav, access: { roles: any, stepUp: { within: 5m } }',
    'id: seen, path: /seen/**, methods: [GET, PUT], origin: dav, access: { roles: any, actAs: read-only }',
    'id: scarce, path: /scarce/**, methods: [GET, PUT], origin: dav, access: { roles: any }, limits: [scarce]',
    'id: kept, path: /kept/**, methods: [GET, PUT], origin: app, access: { roles: any }, audit: required',
    'id: read-only, path: /read-only/**, methods: [GET], origin: dav, access: { roles: any }',
    'id: app, path: /app/**, methods: [GET, PUT, MOVE, COPY, LOCK], origin: app, access: { roles: any }',
    'id: app-admin, path: /app/admin/**, methods: [GET, PUT], origin: app, access: { roles: [admin] }',
  ],
});

beforeEach(() => dav.reset(FILES));

interface Who {
  readonly role?: string;
  readonly more?: Readonly<Record<string, unknown>>;
}

async function ask(
  line: string,
  headers: Ask['headers'] = {},
  { role = 'reader', more = {} }: Who = {},
): Promise<Reply> {
  const [method = '', path = ''] = line.split(' ');
  const cookie = await gateway.mint.cookie({ roles: [role], ...more });
  return send(gateway, path, { method, headers: { cookie, ...headers } });
}

/** The refusal, its reason in the audit event, and an origin where nothing has changed. */
async function expectUnchanged(reply: Reply, status: number, reason: string): Promise<void> {
  const code = status === 400 ? 'malformed_request' : status === 429 ? 'rate_limited' : 'forbidden';
  expectRefusal(reply, status, code);
  expect((await gateway.eventOf(reply.header('portcullis-request-id')))['reason']).toBe(reason);
  expect(await dav.files()).toEqual(FILES);
}

describe('an honest client', () => {
  const run = async (role: string, ...args: string[]): Promise<void> =>
    rclone(gateway.url, await gateway.mint.cookie({ roles: [role] }), args);

  test('copies, moves and renames by the URL of the gateway', async () => {
    await run('reader', 'copyto', 'dav:team/e.txt', 'dav:desk/copy of e.txt');
    await run('reader', 'moveto', 'dav:team/plan/a b.txt', 'dav:desk/\u00e4 b.txt');
    await run('reader', 'moveto', 'dav:desk/d.txt', 'dav:desk/d2.txt');
    expect(await dav.files()).toEqual({
      '/team/e.txt': 'team',
      '/desk/copy of e.txt': 'team',
      '/desk/\u00e4 b.txt': 'plan',
      '/desk/d2.txt': 'desk',
      '/team/vault/k.txt': 'key',
      '/payroll/s.txt': 'salaries',
    });
  });

  test('moves a folder whole', async () => {
    await run('reader', 'moveto', 'dav:team/plan', 'dav:desk/plan');
    expect(await dav.files()).toMatchObject({ '/desk/plan/a b.txt': 'plan' });
    expect(await dav.files()).not.toHaveProperty('/team/plan/a b.txt');
  });

  test('is stopped before what the rules keep from it', async () => {
    await expect(run('reader', 'moveto', 'dav:team/e.txt', 'dav:payroll/s.txt')).rejects.toThrow();
    expect(await dav.files()).toEqual(FILES);
  });

  test.each([
    ['by a path', '/desk/e2.txt'],
    ['by a URL of the other scheme, as behind a proxy that ends TLS', 'https://localhost:PORT/desk/e2.txt'],
    ['by a URL in other letters', 'http://LocalHost:PORT/desk/e2.txt'],
  ])('names the destination %s', async (_, destination) => {
    const reply = await ask('COPY /team/e.txt', { destination: destination.replace('PORT', String(gateway.port)) });
    expect(reply.status).toBe(201);
    expect(await dav.files()).toMatchObject({ '/desk/e2.txt': 'team' });
  });

  test('keeps Overwrite, Depth and a lock that it holds', async () => {
    expect((await ask('COPY /team/e.txt', { destination: '/desk/d.txt', overwrite: 'F' })).status).toBe(412);
    const body =
      '<D:lockinfo xmlns:D="DAV:"><D:lockscope><D:exclusive/></D:lockscope><D:locktype><D:write/></D:locktype></D:lockinfo>';
    const cookie = await gateway.mint.cookie({ roles: ['reader'] });
    const locked = await send(gateway, '/desk/d.txt', { method: 'LOCK', headers: { cookie, depth: '0' }, body });
    const token = locked.header('lock-token') ?? '';
    const put = (headers: Ask['headers']): Promise<Reply> =>
      send(gateway, '/desk/d.txt', { method: 'PUT', headers: { cookie, ...headers }, body: 'new' });
    expect((await put({})).status).toBe(423);
    const tagged = `<http://localhost:${gateway.port}/desk/d.txt> (${token})`;
    // The server compares the tag's host with its own: the tag must have been rewritten for the lock to hold.
    expect((await put({ if: tagged })).status).toBe(201);
    expect((await put({ if: `(${token})` })).status).toBe(201);
    expect((await ask('UNLOCK /desk/d.txt', { 'lock-token': token })).status).toBe(204);
    expect(await dav.files()).toMatchObject({ '/desk/d.txt': 'new' });
  });
});

describe('a destination is decided as a request of its own', () => {
  test.each(['MOVE', 'COPY'])('%s cannot overwrite what only others may write', async (method) => {
    await expectUnchanged(await ask(`${method} /team/e.txt`, { destination: '/payroll/s.txt' }), 403, 'role_missing');
    const admin = await ask(
      `${method} /team/e.txt`,
      { destination: '/payroll/s.txt', overwrite: 'T' },
      { role: 'admin' },
    );
    expect(admin.status).toBe(204);
    expect(await dav.files()).toMatchObject({ '/payroll/s.txt': 'team' });
  });

  test('and so is the event of it: with the rule of the destination', async () => {
    const reply = await ask('MOVE /team/e.txt', { destination: '/payroll/s.txt' });
    const event = await gateway.eventOf(reply.header('portcullis-request-id'));
    const payroll = gateway.policy.routes.find(({ id }) => id === 'payroll');
    expect(event).toMatchObject({
      route: 'team',
      rule: payroll?.at,
      detail: 'Destination: one of admin',
      named: [{ by: 'Destination', method: 'PUT', path: '/payroll/s.txt', route: 'payroll' }],
    });
  });

  test.each([
    ['a route that takes no PUT', '/read-only/x', 403, 'named_resource_closed'],
    ['no route', '/nowhere/x', 403, 'named_resource_closed'],
    ['another spelling of a route', '/Payroll/s.txt', 403, 'named_resource_closed'],
    ["the gateway's own endpoints", '/.portcullis/v1/tenants/acme/policy', 403, 'named_resource_foreign'],
    ['another origin', '/app/x', 403, 'named_resource_foreign'],
    ['another host', 'http://elsewhere.example/desk/x', 403, 'named_resource_foreign'],
    ["another tenant's host", 'http://globex.localhost:PORT/desk/x', 403, 'named_resource_foreign'],
    ['another port', 'http://localhost:1/desk/x', 403, 'named_resource_foreign'],
    ["the origin's own URL", 'ORIGIN/desk/x', 403, 'named_resource_foreign'],
    ['a scheme-relative URL', '//localhost:PORT/desk/x', 400, 'named_resource_malformed'],
    ['a relative path', 'desk/x', 400, 'named_resource_malformed'],
    ['a fragment', '/desk/x#/payroll', 400, 'named_resource_malformed'],
    ['a user', 'http://me@localhost:PORT/desk/x', 400, 'named_resource_malformed'],
    ['a user that looks like the host', 'http://localhost:PORT@elsewhere.example/x', 400, 'named_resource_malformed'],
    ['another scheme', 'ftp://localhost:PORT/desk/x', 400, 'named_resource_malformed'],
    ['no path', 'http://localhost:PORT', 400, 'named_resource_malformed'],
    ['dot segments', '/desk/../payroll/s.txt', 400, 'named_resource_malformed'],
    ['encoded dot segments', '/desk/%2e%2e/payroll/s.txt', 400, 'named_resource_malformed'],
    ['an encoded slash', '/desk/..%2fpayroll/s.txt', 400, 'named_resource_malformed'],
    ['a back-slash', '/desk\\..\\payroll\\s.txt', 400, 'named_resource_malformed'],
    ['double encoding', '/desk/%252e%252e/payroll/s.txt', 400, 'named_resource_malformed'],
    ['an empty segment', '//payroll/s.txt', 400, 'named_resource_malformed'],
    ['a path parameter', '/desk/x;/../payroll', 400, 'named_resource_malformed'],
    ['two values', '/desk/x, /payroll/s.txt', 400, 'named_resource_malformed'],
    ['a space', '/desk/x /payroll/s.txt', 400, 'named_resource_malformed'],
    ['bytes beyond ASCII', '/desk/\u00c3\u00a9', 400, 'named_resource_malformed'],
    ['nothing', '', 400, 'named_resource_malformed'],
    ['16 KiB', `/desk/${'x'.repeat(17_000)}`, 400, 'named_resource_malformed'],
  ])('%s is refused', async (_, text, status, reason) => {
    const destination = text.replace('PORT', String(gateway.port)).replace('ORIGIN', dav.url);
    await expectUnchanged(await ask('MOVE /team/e.txt', { destination }), status, reason);
    const named = reason === 'named_resource_foreign' && text === '/app/x' ? '/desk/x' : destination;
    // Methods that need none are no way around it.
    const reply = await unreached(recorder, () => ask('PUT /app/x', { destination: named }));
    expect([400, 403]).toContain(reply.status);
  });

  test('two lines are refused in both orders', async () => {
    for (const destination of [
      ['/desk/x', '/payroll/s.txt'],
      ['/payroll/s.txt', '/desk/x'],
      ['/desk/x', '/desk/x'],
    ])
      await expectUnchanged(await ask('MOVE /team/e.txt', { destination }), 400, 'named_resource_malformed');
  });

  test('step-up, act-as and limits of its route hold', async () => {
    const stale = { more: { auth_time: Math.floor(Date.now() / 1000) - 600 } };
    const old = await ask('COPY /team/e.txt', { destination: '/fresh/x' }, stale);
    expect(old.header('www-authenticate')).toContain('insufficient_user_authentication');
    expect(old.status).toBe(401);
    const acting = { more: { act: { sub: 'support', reason: 'ticket' } } };
    await expectUnchanged(await ask('COPY /team/e.txt', { destination: '/seen/x' }, acting), 403, 'act_as_read_only');
    expect((await ask('COPY /team/e.txt', { destination: '/scarce/x' })).status).toBe(409);
    await expectUnchanged(await ask('COPY /team/e.txt', { destination: '/scarce/x' }), 429, 'limit_exceeded');
  });

  test('an anonymous visitor gets nowhere', async () => {
    const anonymous = await send(gateway, '/team/e.txt', { method: 'MOVE', headers: { destination: '/desk/x' } });
    expectRefusal(anonymous, 401, 'session_required');
    expect(await dav.files()).toEqual(FILES);
  });

  test('an audit that is required there is kept', async () => {
    const reply = await ask('COPY /app/x', { destination: '/kept/x' });
    expect(reply.status).toBe(200);
    const event = await gateway.eventOf(reply.header('portcullis-request-id'));
    expect(event).toMatchObject({ outcome: 'answered', route: 'app', named: [{ path: '/kept/x', route: 'kept' }] });
  });
});

describe('what lies below', () => {
  test('a folder takes nothing along that other rules guard', async () => {
    await expectUnchanged(await ask('MOVE /team', { destination: '/desk/all' }), 403, 'role_missing');
    await expectUnchanged(await ask('COPY /team/', { destination: '/desk/all/' }), 403, 'role_missing');
    await expectUnchanged(await ask('COPY /desk', { destination: '/team' }), 403, 'role_missing');
    await expectUnchanged(await ask('COPY /desk/', { destination: '/' }), 403, 'named_resource_closed');
    const admin = await ask('COPY /team/', { destination: '/desk/all/' }, { role: 'admin' });
    expect(admin.status).toBe(201);
  });

  test('a narrower route without the method keeps the folder closed', async () => {
    const reply = await ask('MOVE /app', { destination: '/app/x' }, { role: 'admin' });
    expectRefusal(reply, 403, 'forbidden');
    expect((await gateway.eventOf(reply.header('portcullis-request-id')))['reason']).toBe('named_resource_closed');
  });
});
