import { decodeJwt } from 'jose';
import { afterEach, expect, test } from 'vitest';
import { admin } from '../../support/admin.ts';
import { type Ask, type Reply, send } from '../../support/client.ts';
import { expectRefusal } from '../../support/expect-refusal.ts';
import { gateOfFile } from '../../support/gate.ts';
import { ADDRESS_FROM_HEADER } from '../../support/rules.ts';

/** At a host of no tenant, only the grant says whose policy counts. */

let methods = ['pwd'];
let roles = ['reader'];

const { gateway } = await gateOfFile({
  answer: (request, response) => {
    const { jti } = decodeJwt(String(request.headers['portcullis-context']));
    void (async () => response.writeHead(200, { 'portcullis-session': await grant({ jti }) }).end('signed in'))();
  },
  clientAddress: ADDRESS_FROM_HEADER,
  routes: [
    'id: sign-in, path: /sign-in, access: public, signIn: true, whenStateUnavailable: open',
    'id: mine, path: /mine, access: { roles: any }, revocation: strict',
  ],
});

afterEach(async () => {
  methods = ['pwd'];
  roles = ['reader'];
  await admin(gateway, 'DELETE', 'tenants/acme/policy');
});

const grant = (changes: object): Promise<string> => gateway.mint.grant({ roles, amr: methods, ...changes });

async function demand(policy: object): Promise<void> {
  expect((await admin(gateway, 'PUT', 'tenants/acme/policy?force=true', policy)).status).toBe(200);
}

const signIn = (from = '10.1.2.3', ask: Ask = {}): Promise<Reply> =>
  send(gateway, '/sign-in', {
    method: 'POST',
    body: 'x',
    ...ask,
    headers: { 'x-forwarded-for': from, ...ask.headers },
  });

async function expectNoSession(reply: Reply, reason: string): Promise<void> {
  expectRefusal(reply, 403, 'forbidden');
  expect([reply.headers['set-cookie'], reply.header('portcullis-session')]).toEqual([undefined, null]);
  expect((await gateway.eventOf(reply.header('portcullis-request-id')))['reason']).toBe(reason);
}

const cookieOf = (reply: Reply) => (reply.headers['set-cookie']?.[0] ?? '').split(';')[0] ?? '';

test('a tenant without a policy lets its users sign in', async () => {
  expect(cookieOf(await signIn())).toMatch(/^__Host-role=e/);
});

test('a suspended tenant gives no session', async () => {
  await demand({ suspended: true });
  await expectNoSession(await signIn(), 'tenant_suspended');
});

test('a tenant with a list of addresses gives one only to whom it lists', async () => {
  await demand({ addresses: ['10.0.0.0/8'] });
  expect(cookieOf(await signIn('10.9.9.9'))).toMatch(/^__Host-role=e/);
  await expectNoSession(await signIn('192.0.2.9'), 'tenant_address_not_listed');
});

test('a session of another tenant does not answer for the one that is granted', async () => {
  await demand({ suspended: true });
  const cookie = await gateway.mint.cookie({ tid: 'globex' });
  await expectNoSession(await signIn('10.1.2.3', { headers: { cookie } }), 'tenant_suspended');
});

test('a tenant that asks for a second factor lets its users sign in to show it', async () => {
  await demand({ requireMfa: true });
  const cookie = cookieOf(await signIn());
  const headers = { cookie, 'x-forwarded-for': '10.1.2.3' };
  expectRefusal(await send(gateway, '/mine', { headers }), 401, 'step_up_required');
  methods = ['pwd', 'otp'];
  const better = { ...headers, cookie: cookieOf(await signIn('10.1.2.3', { headers: { cookie } })) };
  expect((await send(gateway, '/mine', { headers: better })).status).toBe(200);
});

test('a session that no cookie could hold is not begun', async () => {
  // Of roles, the cookie holds only those that the rules declare.
  roles = Array.from({ length: 64 }, () => 'reader');
  expect(cookieOf(await signIn())).toMatch(/^__Host-role=e/);
  methods = Array.from({ length: 64 }, (_, index) => `${index}`.padStart(60, 'x'));
  const reply = await signIn();
  expectRefusal(reply, 502, 'origin_unreachable');
  expect(reply.headers['set-cookie']).toBeUndefined();
  expect(await gateway.eventOf(reply.header('portcullis-request-id'))).toMatchObject({
    reason: 'session_grant_invalid',
    detail: 'too long for a cookie',
  });
});
