import { describe, expect, test } from 'vitest';
import { send } from '../../support/client.ts';
import { expectRefusal } from '../../support/expect-refusal.ts';
import { identityVectors } from '../../support/identity-vectors.ts';
import { until } from '../../support/patience.ts';
import { signalGateOfFile } from './signal-gate.ts';

const { away, bridge, eventOf, expectIn, expectOut, first, form, logout, logoutToken, provider, signedIn } =
  await signalGateOfFile();

describe('back-channel logout', () => {
  test('of a session ends it at every gateway, and no other of the user', async () => {
    const ann = await signedIn();
    const bob = await signedIn();
    await expectIn(ann);
    const reply = await logout({ sub: ann.sub, sid: ann.sid });
    expect([reply.status, reply.text, reply.header('cache-control')]).toEqual([200, '', 'no-store']);
    await expectOut(ann);
    await expectIn(bob);
    expect(await eventOf(reply)).toMatchObject({
      provider: 'okta',
      way: 'logout',
      name: 'backchannel-logout',
      outcome: 'ended',
      ended: [{ kind: 'session', tenant: 'acme', id: ann.session }],
    });
  });

  test('of a user ends all sessions of the user', async () => {
    const ann = await signedIn();
    expect((await logout({ sub: ann.sub })).status).toBe(200);
    await expectOut(ann);
  });

  test('of a session ends those of the user of which the provider had not given the name', async () => {
    const ann = await signedIn('unnamed');
    expect((await logout({ sub: ann.sub, sid: ann.sid })).status).toBe(200);
    await expectOut(ann);
  });

  test('that comes twice is obeyed once and acknowledged twice', async () => {
    const ann = await signedIn();
    const claims = { sub: ann.sub, jti: crypto.randomUUID() };
    const replies = [await logout(claims), await logout(claims)];
    expect(replies.map(({ status }) => status)).toEqual([200, 200]);
    const outcomes = await Promise.all(replies.map(async (reply) => (await eventOf(reply))['outcome']));
    expect(outcomes).toEqual(['ended', 'repeated']);
  });

  test.each([
    ['no form', { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' }],
    ['no token', { method: 'POST', headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: 'a=b' }],
    ['what is no token', form('abc')],
    ['two tokens', { ...form('x'), body: 'logout_token=a&logout_token=b' }],
  ])('of %s is answered 400', async (_, ask) => {
    const reply = await send(first, '/.portcullis/signals/okta/logout', ask);
    expect([reply.status, reply.header('cache-control')]).toEqual([400, 'no-store']);
    expect(JSON.parse(reply.text)).toMatchObject({ error: 'invalid_request' });
    expect(await eventOf(reply)).toMatchObject({ outcome: 'refused' });
  });
});

test.each(identityVectors('logout/hostile').map((vector) => [vector.title, vector] as const))(
  'a logout token is refused, and ends nothing, that %s',
  async (_, { header, claims, key }) => {
    const ann = await signedIn();
    const own = { ...(claims['iss'] === 'https://idp.example' ? { iss: provider.issuer } : {}) };
    const names = {
      ...(claims['sub'] === '00u1ann' ? { sub: ann.sub } : {}),
      ...(claims['sid'] === '08a5019c' ? { sid: ann.sid } : {}),
    };
    const hostile = provider.keys.token(
      { header, claims: { ...claims, ...own, ...names }, key },
      Math.floor(Date.now() / 1000),
    );
    expect((await send(first, '/.portcullis/signals/okta/logout', form(hostile))).status).toBe(400);
    await expectIn(ann);
  },
);

test('nothing of a token is in any log line', async () => {
  const ann = await signedIn();
  const token = logoutToken({ sub: ann.sub });
  await eventOf(await send(first, '/.portcullis/signals/okta/logout', form(token)));
  const logged = JSON.stringify(first.events);
  for (const part of token.split('.')) expect(logged).not.toContain(part);
});

test('while the state is away, nothing is acknowledged, and afterwards the same signal is obeyed', async () => {
  const ann = await signedIn();
  const claims = { sub: ann.sub, jti: crypto.randomUUID() };
  bridge.fail('server-error');
  try {
    expectRefusal(await logout(claims), 503, 'unavailable');
  } finally {
    bridge.fail(null);
  }
  await until(async () => ((await logout(claims)).status === 200 ? true : undefined));
  await expectOut(ann);
});

test('while the keys of the provider cannot be asked for, nothing is acknowledged', async () => {
  const token = away.sign('logout+jwt', {
    iss: away.issuer,
    aud: 'gateway-1',
    iat: 'now-1',
    exp: 'now+120',
    jti: 'x',
    sub: 'x',
  });
  expectRefusal(await send(first, '/.portcullis/signals/away/logout', form(token)), 503, 'unavailable');
});
