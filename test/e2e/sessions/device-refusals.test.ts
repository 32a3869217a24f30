import { beforeEach, describe, expect, test } from 'vitest';
import { admin, revoke } from '../../support/admin.ts';
import { type BoundBrowser, boundBrowser, REFRESH, REGISTRATION } from '../../support/bound-browser.ts';
import { bound, boundGate, expectNone, granted } from '../../support/bound-gate.ts';
import { type Reply, send } from '../../support/client.ts';
import { expectRefusal } from '../../support/expect-refusal.ts';
import { type Gate, gateOfFile } from '../../support/gate.ts';

const gate: Gate = await gateOfFile(boundGate(() => gate, 'preferred'));
const { gateway, origin } = gate;

let users = 0;
beforeEach(() => {
  users += 1;
  granted.claims = { sub: `user-${users}` };
});

describe('registration', () => {
  test.each<[string, string, (browser: BoundBrowser) => Promise<Reply>]>([
    ['without a proof', 'device_proof_invalid none', (browser) => browser.register(null)],
    [
      'with a proof for no sign-in',
      'device_proof_invalid authorization',
      async (browser) => browser.register(await browser.proof({ jti: browser.offer?.challenge }, { jwk: browser.jwk })),
    ],
    [
      'with a challenge that no sign-in gave',
      'device_proof_invalid challenge',
      async (browser) =>
        browser.register(
          await browser.proof({ jti: 'x', authorization: browser.offer?.authorization }, { jwk: browser.jwk }),
        ),
    ],
    [
      'with what another session was offered',
      'device_proof_invalid authorization',
      async (browser) => {
        const other = await boundBrowser(gateway);
        await other.signIn();
        browser.offer = other.offer;
        return browser.register();
      },
    ],
    [
      'with a challenge for a renewal, which everyone gets who knows the name',
      'device_proof_invalid challenge',
      async (browser) => {
        browser.name = browser.offer?.authorization ?? null;
        await browser.refresh(null);
        const { challenge: jti, offer } = browser;
        return browser.register(
          await browser.proof({ jti, authorization: offer?.authorization }, { jwk: browser.jwk }),
        );
      },
    ],
    [
      'with a key that is too short',
      'device_key_invalid jwk',
      async (browser) => {
        const { challenge: jti, authorization } = browser.offer ?? {};
        const jwk = { kty: 'RSA', e: 'AQAB', n: Buffer.alloc(128, 0xc1).toString('base64url') };
        return browser.register(await browser.proof({ jti, authorization }, { jwk }));
      },
    ],
    ['without a cookie', 'session_missing', (browser) => browser.register(undefined, null)],
  ])('%s binds nothing', async (_what, expected, register) => {
    const browser = await boundBrowser(gateway);
    await browser.signIn();
    const reply = await register(browser);
    await expectNone(gate, reply, expected);
    expect(JSON.parse((await browser.get('/.portcullis/session')).text)).toMatchObject({ bound: false });
  });

  test('of a session that has ended binds nothing', async () => {
    const browser = await boundBrowser(gateway);
    await browser.signIn();
    await revoke(gateway, { tenant: 'acme', user: browser.claims().sub, reason: 'left' });
    expectRefusal(await browser.register(), 401, 'session_required');
  });
});

describe('refresh', () => {
  test.each<[string, string, (browser: BoundBrowser) => Promise<Reply>]>([
    [
      'with another key',
      'device_proof_invalid signature',
      async (browser) => browser.refresh(await (await boundBrowser(gateway)).proof({ jti: browser.challenge })),
    ],
    [
      'with a key in its header',
      'device_proof_invalid jwk',
      async (browser) => browser.refresh(await browser.proof({ jti: browser.challenge }, { jwk: browser.jwk })),
    ],
    [
      'of another type',
      'device_proof_invalid typ',
      async (browser) => browser.refresh(await browser.proof({ jti: browser.challenge }, { typ: 'jwt' })),
    ],
    [
      'for a name that is none of ours',
      'device_unknown',
      (browser) => browser.refresh(undefined, { 'sec-secure-session-id': 'S1' }),
    ],
    [
      'for a role cookie in place of the name',
      'device_unknown',
      (browser) => browser.refresh(undefined, { 'sec-secure-session-id': browser.cookie ?? '' }),
    ],
    [
      'for a session without a key',
      'device_session_ended not on record',
      async (browser) => {
        await browser.signIn();
        browser.name = browser.offer?.authorization ?? null;
        return browser.refresh();
      },
    ],
  ])('%s gives nothing', async (_what, expected, refresh) => {
    const browser = await bound(gate);
    const reached = () => origin.seen.filter(({ target }) => target !== '/sign-in').length;
    const before = reached();
    const reply = await refresh(browser);
    await expectNone(gate, reply, expected);
    expect(reached()).toBe(before);
  });

  test.each<[string, (browser: BoundBrowser, other: BoundBrowser) => Promise<string | null>]>([
    ['that is none', async () => 'never'],
    ['of a registration', async (browser) => browser.offer?.challenge ?? null],
    ['of another session', async (_browser, other) => other.challenge],
  ])('over a challenge %s is asked for again, and never redirected', async (_what, challengeOf) => {
    const [browser, other] = [await bound(gate), await bound(gate)];
    const reply = await browser.refresh(await browser.proof({ jti: await challengeOf(browser, other) }));
    expect([reply.status, reply.headers['set-cookie'], reply.header('location')]).toEqual([403, undefined, null]);
    expect((await browser.refresh()).status).toBe(200);
  });

  test('with links of other sites, and with another cookie, goes the same way', async () => {
    const browser = await bound(gate);
    const headers = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors', origin: 'https://evil.example' };
    expect((await browser.refresh(undefined, headers)).status).toBe(200);
    const cookie = await gateway.mint.cookie();
    expect((await browser.refresh(undefined, { cookie })).status).toBe(200);
  });

  test('at the host of another tenant gives nothing', async () => {
    const browser = await bound(gate);
    const elsewhere = await boundBrowser(gateway, { host: `globex.localhost:${gateway.port}` });
    Object.assign(elsewhere, { name: browser.name });
    const reply = await elsewhere.refresh(await browser.proof({ jti: browser.challenge }));
    await expectNone(gate, reply, 'device_session_ended of another tenant');
  });

  test('of a suspended tenant gives nothing', async () => {
    granted.claims = { ...granted.claims, tid: 'globex' };
    const browser = await bound(gate);
    await admin(gateway, 'PUT', 'tenants/globex/policy', { suspended: true });
    await expectNone(gate, await browser.refresh(), 'device_session_ended tenant_suspended');
  });

  test('never outlives what was granted', async () => {
    const end = Math.floor(Date.now() / 1000) + 100;
    granted.claims = { ...granted.claims, not_after: end };
    const browser = await bound(gate);
    expect(browser.claims()).toMatchObject({ abs: end, exp: end });
    await browser.refresh();
    expect(browser.claims()).toMatchObject({ abs: end, exp: end });
  });

  test('with a body that is too large is not read', async () => {
    const browser = await bound(gate);
    const headers = { 'sec-secure-session-id': browser.name ?? '' };
    const reply = await send(gateway, REFRESH, { method: 'POST', headers, body: 'x'.repeat(2048) });
    expectRefusal(reply, 413, 'too_large');
  });

  test('with GET is no endpoint', async () => {
    for (const path of [REFRESH, REGISTRATION]) expect((await send(gateway, path)).status).toBe(405);
  });
});
