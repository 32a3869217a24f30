import { createGateClient, type GateClient, type GateClientOptions } from '@portcullis/origin';
import { describe, expect, test } from 'vitest';
import { admin } from '../../support/admin.ts';
import { send } from '../../support/client.ts';
import { gateOfFile } from '../../support/gate.ts';
import { startTestGateway } from '../../support/gateway.ts';
import { testRules } from '../../support/rules.ts';

/** The client against the production bundle in workerd. */

const { origin, gateway } = await gateOfFile({
  originIds: ['app', 'other'],
  routes: ['id: mine, path: /mine, access: { roles: any }, origin: app'],
  adjust: (policy) => {
    const { app } = policy.origins;
    if (app === undefined) throw new Error('the rules have no origin "app"');
    return { ...policy, origins: { ...policy.origins, app: { ...app, may: ['revoke', 'tenant-policy'] } } };
  },
});

function client(changes: Partial<GateClientOptions> = {}): GateClient {
  return createGateClient({
    url: gateway.url,
    origin: 'app',
    gateway: 'test-edge',
    keys: gateway.settings['ORIGIN_APP_KEYS'] ?? '',
    ...changes,
  });
}

async function statusOf(cookie: string): Promise<number> {
  return (await send(gateway, '/mine', { headers: { cookie } })).status;
}

/** The token that a call carries, read by what it was given to send. */
async function claimsOf(act: (gate: GateClient) => Promise<unknown>): Promise<Record<string, unknown>> {
  let token = '';
  const gate = client({
    retries: 0,
    fetch: async (url, init) => {
      token = new Headers(init.headers).get('authorization')?.split('.')[1] ?? '';
      return fetch(url, init);
    },
  });
  await act(gate);
  return JSON.parse(Buffer.from(token, 'base64url').toString()) as Record<string, unknown>;
}

describe('revoke', () => {
  test('ends the sessions of the scope, and nothing else', async () => {
    const past = Math.floor(Date.now() / 1000) - 5;
    const [gone, other] = await Promise.all([
      gateway.mint.cookie({ sub: 'gone', iat: past }),
      gateway.mint.cookie({ sub: 'other', iat: past }),
    ]);
    expect(await statusOf(gone)).toBe(200);
    const revocation = await client().revoke({ tenant: 'acme', user: 'gone' }, 'left the company');
    expect(revocation).toMatchObject({
      scope: { tenant: 'acme', user: 'gone' },
      reason: 'left the company',
      by: 'app',
      notBefore: expect.stringMatching(/^2\S+Z$/),
    });
    await expect.poll(() => statusOf(gone)).toBe(401);
    expect(await statusOf(other)).toBe(200);
  });

  test('takes every scope, and lists what holds', async () => {
    const gate = client();
    await gate.revoke({ tenant: 'globex', session: 's-1' }, 'stolen');
    await gate.revoke({ tenant: 'globex' }, 'incident');
    const ofTenant = await gate.revocations('globex');
    expect(ofTenant.map(({ scope }) => scope)).toEqual(
      expect.arrayContaining([{ tenant: 'globex' }, { tenant: 'globex', session: 's-1' }]),
    );
    expect((await gate.revocations()).length).toBeGreaterThan(ofTenant.length - 1);
  });

  test('counts once in effect where it is repeated', async () => {
    const isOfTwice = ({ scope }: { scope: object }): boolean => 'tenant' in scope && scope.tenant === 'twice';
    const statuses: number[] = [];
    const gate = client({
      // A proxy that loses the first answer, though the gateway has done it.
      fetch: async (url, init) => {
        const response = await fetch(url, init);
        statuses.push(response.status);
        if (statuses.length > 1) return response;
        await response.body?.cancel();
        return new Response('bad gateway', { status: 503 });
      },
    });
    await gate.revoke({ tenant: 'twice', user: 'u-1' }, 'lost phone');
    expect(statuses).toEqual([201, 201]);
    expect((await client().revocations()).filter(isOfTwice)).toHaveLength(1);
  });
});

describe('a tenant’s policy', () => {
  test('is set whole, read and removed', async () => {
    const gate = client();
    const nothing = { suspended: false, addresses: [], requireMfa: false, forbidActAs: false, notBefore: null };
    expect(await gate.tenantPolicy('initech')).toEqual(nothing);
    expect(await gate.setTenantPolicy('initech', { suspended: true })).toEqual({ ...nothing, suspended: true });
    expect(await gate.setTenantPolicy('initech', { requireMfa: true })).toEqual({ ...nothing, requireMfa: true });
    expect(await gate.tenantPolicy('initech')).toEqual({ ...nothing, requireMfa: true });
    await gate.removeTenantPolicy('initech');
    expect(await gate.tenantPolicy('initech')).toEqual(nothing);
  });

  test('that locks out its caller must be forced, and the gateway’s words say so', async () => {
    const gate = client();
    const addresses = ['192.0.2.0/24'];
    await expect(gate.setTenantPolicy('hooli', { addresses })).rejects.toMatchObject({
      code: 'ERR_GATE_REFUSED',
      status: 400,
      problemCode: 'malformed_request',
      message: expect.stringContaining('force=true'),
    });
    expect(await gate.setTenantPolicy('hooli', { addresses }, { force: true })).toMatchObject({ addresses });
    await gate.removeTenantPolicy('hooli');
  });
});

describe('the token of a call', () => {
  test('holds one scope and one tenant, for a minute at most', async () => {
    const claims = await claimsOf((gate) => gate.revoke({ tenant: 'acme', user: 'nobody' }, 'test'));
    expect(claims).toMatchObject({ iss: 'app', aud: 'test-edge', scope: 'revoke', tid: 'acme' });
    expect(Number(claims['exp']) - Number(claims['iat'])).toBe(60);
    expect(await claimsOf((gate) => gate.tenantPolicy('acme'))).toMatchObject({ scope: 'tenant-policy', tid: 'acme' });
    expect(await claimsOf((gate) => gate.revocations('acme'))).toMatchObject({ scope: 'revoke', tid: 'acme' });
  });

  test('holds no tenant where every tenant is concerned', async () => {
    expect(await claimsOf((gate) => gate.revocations())).not.toHaveProperty('tid');
  });
});

describe('a refusal', () => {
  test('of an origin that the rules let do nothing says what to change', async () => {
    const gate = client({ origin: 'other', keys: gateway.settings['ORIGIN_OTHER_KEYS'] ?? '' });
    await expect(gate.revoke({ tenant: 'acme', user: 'safe' }, 'test')).rejects.toMatchObject({
      name: 'GateError',
      code: 'ERR_GATE_REFUSED',
      status: 403,
      problemCode: 'forbidden',
      requestId: expect.stringMatching(/./),
      message: expect.stringContaining('"may"'),
    });
    const { text } = await admin(gateway, 'GET', 'revocations?tenant=acme');
    expect(text).not.toContain('"safe"');
  });

  test.each<[string, Partial<GateClientOptions>]>([
    ['another gateway', { gateway: 'other-edge' }],
    ['a clock far off', { now: () => Date.now() - 3_600_000 }],
    [
      'keys of somebody else',
      {
        keys: {
          keys: [
            { kty: 'oct', kid: 'x', k: Buffer.from('abcdefghijklmnopqrstuvwxyz0123456789').toString('base64url') },
          ],
        },
      },
    ],
  ])('of %s is a refusal of the token, and is not repeated', async (_name, changes) => {
    let calls = 0;
    const gate = client({
      ...changes,
      fetch: (url, init) => {
        calls += 1;
        return fetch(url, init);
      },
    });
    await expect(gate.revocations()).rejects.toMatchObject({ code: 'ERR_GATE_REFUSED', status: 401 });
    expect(calls).toBe(1);
  });
});

test('a gateway that is gone cannot be reached', async () => {
  const doomed = await startTestGateway({
    rules: testRules({
      origins: { app: origin.url },
      routes: ['id: mine, path: /mine, access: { roles: any }, origin: app'],
    }),
  });
  const gate = client({ url: doomed.url, retries: 1 });
  await doomed.stop();
  await expect(gate.revocations()).rejects.toMatchObject({
    code: 'ERR_GATE_UNREACHABLE',
    status: null,
    message: expect.stringContaining('ECONNREFUSED'),
  });
});
