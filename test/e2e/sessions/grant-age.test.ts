import { decodeJwt } from 'jose';
import { afterEach, describe, expect, test } from 'vitest';
import { admin, revoke } from '../../support/admin.ts';
import { type Reply, send } from '../../support/client.ts';
import { expectRefusal } from '../../support/expect-refusal.ts';
import { gateOfFile } from '../../support/gate.ts';

/** What the app does between signing a grant and answering with it, and what it claims. */
let meanwhile: () => Promise<unknown>;
let claims: () => object;
/** The app revokes first and signs afterwards, instead of the other way round. */
let signsLast = false;
let user = 0;

const { origin, gateway } = await gateOfFile({
  answer: (request, response) => {
    const { jti } = decodeJwt(String(request.headers['portcullis-context']));
    void (async () => {
      if (request.url !== '/sign-in') return void response.end('mine');
      if (signsLast) await meanwhile();
      const grant = await signed({ jti, ...claims() });
      if (!signsLast) await meanwhile();
      response.writeHead(200, { 'portcullis-session': grant }).end('signed in');
    })();
  },
  routes: [
    'id: sign-in, path: /sign-in, access: public, signIn: true',
    'id: mine, path: /mine, access: { roles: any }, revocation: strict',
  ],
});

afterEach(() => {
  signsLast = false;
});

const seconds = () => Math.floor(Date.now() / 1000);

const signed = (changes: object): Promise<string> =>
  gateway.mint.grant({ sub: `user-${user}`, auth_time: seconds() - 60, ...changes });

/** Signs in with a grant of these claims. */
async function signIn(act: () => Promise<unknown>, changes: () => object = () => ({})): Promise<string> {
  user += 1;
  meanwhile = act;
  claims = changes;
  const reply = await send(gateway, '/sign-in', { method: 'POST', body: 'x', host: host() });
  expect(reply.status).toBe(200);
  return (reply.headers['set-cookie']?.[0] ?? '').split(';')[0] ?? '';
}

const host = () => `acme.localhost:${gateway.port}`;
const mine = (cookie: string): Promise<Reply> => send(gateway, '/mine', { host: host(), headers: { cookie } });

async function expectOver(cookie: string): Promise<void> {
  const before = origin.begun;
  expectRefusal(await mine(cookie), 401, 'session_required');
  expect(origin.begun).toBe(before);
}

const scopes: readonly (readonly [string, () => object])[] = [
  ['the user', () => ({ tenant: 'acme', user: `user-${user}` })],
  ['the tenant', () => ({ tenant: 'acme' })],
  ['everyone', () => ({ all: true })],
];
const clocks = [
  ['as it should', 0],
  ['4 seconds fast', 4],
  ['4 seconds slow', -4],
] as const;

describe.each(clocks)("an origin's clock that runs %s", (_how, skew) => {
  const iat = () => ({ iat: seconds() + skew, exp: seconds() + skew + 30 });

  test.each(scopes)('does not carry a grant past a revocation of %s', async (_whom, scope) => {
    await expectOver(await signIn(() => revoke(gateway, scope()), iat));
  });

  test.each(scopes)('keeps no one from signing in after a revocation of %s', async (_whom, scope) => {
    user += 1;
    await revoke(gateway, scope());
    user -= 1;
    expect((await mine(await signIn(async () => undefined, iat))).status).toBe(200);
  });
});

test.each(scopes)(
  'at a host of no tenant, a revocation of %s meanwhile ends the sign-in itself',
  async (_whom, scope) => {
    user += 1;
    meanwhile = () => revoke(gateway, scope());
    claims = () => ({ iat: seconds() + 4, exp: seconds() + 34 });
    const reply = await send(gateway, '/sign-in', { method: 'POST', body: 'x' });
    expectRefusal(reply, 401, 'session_required');
    expect(reply.headers['set-cookie']).toBeUndefined();
  },
);

test("a tenant's own policy that ends older sessions ends this one, too", async () => {
  const cookie = await signIn(async () => {
    const notBefore = new Date().toISOString();
    expect((await admin(gateway, 'PUT', 'tenants/acme/policy', { notBefore })).status).toBe(200);
  });
  await expectOver(cookie);
  expect((await admin(gateway, 'DELETE', 'tenants/acme/policy')).status).toBe(204);
});

describe('an app that signs its user out everywhere else', () => {
  let revokedAt: number;
  const revokeUser = async () => {
    signsLast = true;
    const body = { tenant: 'acme', user: `user-${user}`, reason: 'password changed' };
    const reply = await admin(gateway, 'POST', 'revocations', body);
    revokedAt = Date.parse((JSON.parse(reply.text) as { notBefore: string }).notBefore) / 1000;
  };

  test('says which revocation the grant follows, and ends all older sessions but the new one', async () => {
    const older = await signIn(async () => undefined);
    user -= 1;
    signsLast = true;
    const newer = await signIn(revokeUser, () => ({ after: revokedAt }));
    await expectOver(older);
    expect((await mine(newer)).status).toBe(200);
  });

  test('ends the new one, too, where it does not say so', async () => {
    signsLast = true;
    await expectOver(await signIn(revokeUser));
  });

  test('does not undo what is revoked after that', async () => {
    signsLast = true;
    const cookie = await signIn(
      async () => {
        await revokeUser();
        await revoke(gateway, { tenant: 'acme' });
      },
      () => ({ after: revokedAt }),
    );
    await expectOver(cookie);
  });
});
