import { describe, expect, test } from 'vitest';
import { type Ask, type Reply, send } from '../../support/client.ts';
import { expectRefusal } from '../../support/expect-refusal.ts';
import { gateOfFile } from '../../support/gate.ts';
import { ADDRESS_FROM_HEADER } from '../../support/rules.ts';

const OFFICE = '203.0.113.7';

const { origin, gateway } = await gateOfFile({
  clientAddress: ADDRESS_FROM_HEADER,
  more: `addresses: { office: [203.0.113.0/24], blocked: [198.51.100.0/24] }
deny: { addresses: [blocked] }
limits: { one: { quota: 1 per 1h, by: [address] } }`,
  routes: [
    'id: all, path: /all/**, mode: observe, limits: [one], access: { roles: [owner], addresses: [office], until: 2026-01-01T00:00Z, actAs: never, stepUp: { within: 15m, methods: [otp] } }',
    'id: roles, path: /roles, mode: { roles: observe }, access: { roles: [owner], addresses: [office] }',
    'id: small, path: /small, mode: observe, access: { roles: any }, body: 1KiB',
    'id: enforced, path: /**, access: { roles: [owner] }',
  ],
});

function ask(path: string, address: string, more: Ask = {}): Promise<Reply> {
  return send(gateway, path, { ...more, headers: { 'x-forwarded-for': address, ...more.headers } });
}

async function observedIn(reply: Reply): Promise<readonly { readonly reason: string; readonly rule: string }[]> {
  const event = await gateway.eventOf(reply.header('portcullis-request-id'));
  return event['observed'] as { reason: string; rule: string }[];
}

function contextAtOrigin(): Record<string, unknown> {
  const context = origin.seen.at(-1)?.headers['portcullis-context']?.[0] ?? '';
  return JSON.parse(Buffer.from(context.split('.')[1] ?? '', 'base64url').toString()) as Record<string, unknown>;
}

describe('a route under observation', () => {
  test('lets through what it would refuse, and records each refusal with its rule', async () => {
    const reply = await ask('/all/x', '192.0.2.9');
    expect(reply.status).toBe(200);
    const observed = await observedIn(reply);
    expect(observed.map(({ reason }) => reason)).toEqual(['address_not_listed', 'no_longer_open', 'session_missing']);
    expect(observed.every(({ rule }) => /^test\.yaml:\d+$/.test(rule))).toBe(true);
    expect(contextAtOrigin()).not.toHaveProperty('sub');
  });

  test('records a limit that is used up', async () => {
    await ask('/all/x', '203.0.113.99');
    const reply = await ask('/all/x', '203.0.113.99');
    expect(reply.status).toBe(200);
    expect((await observedIn(reply)).map(({ reason }) => reason)).toContain('limit_exceeded');
  });

  test('records what a session lacks, and tells the app who it is all the same', async () => {
    const cookie = await gateway.mint.cookie({
      roles: ['reader'],
      amr: ['pwd'],
      act: { sub: 'support-1', reason: 'ticket' },
    });
    const reply = await ask('/all/x', OFFICE, { headers: { cookie } });
    expect(reply.status).toBe(200);
    expect((await observedIn(reply)).map(({ reason }) => reason)).toEqual(
      expect.arrayContaining(['act_as_never', 'role_missing', 'authentication_too_weak']),
    );
    expect(contextAtOrigin()).toMatchObject({ roles: ['reader'], amr: ['pwd'], act: { sub: 'support-1' } });
  });

  test('records a call of another site', async () => {
    const cookie = await gateway.mint.cookie();
    const headers = { cookie, 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' };
    const reply = await ask('/all/x', OFFICE, { method: 'POST', headers, body: 'a' });
    expect(reply.status).toBe(200);
    expect((await observedIn(reply))[0]).toMatchObject({ reason: expect.stringMatching(/limit_exceeded|cross_site/) });
    expect((await observedIn(reply)).map(({ reason }) => reason)).toContain('cross_site');
  });

  test('takes a cookie that does not hold for none: a signature is never loosened', async () => {
    const cookie = await gateway.mint.cookie({ roles: ['owner'] });
    const reply = await ask('/all/x', OFFICE, { headers: { cookie: `${cookie.slice(0, -4)}AAAA` } });
    expect(reply.status).toBe(200);
    expect((await observedIn(reply)).map(({ reason }) => reason)).toContain('session_invalid');
    expect(contextAtOrigin()).not.toHaveProperty('sub');
    expect(contextAtOrigin()).not.toHaveProperty('roles');
  });

  test("drops spoofed headers of the gateway's own as ever", async () => {
    const reply = await ask('/all/x', OFFICE, {
      headers: { 'portcullis-context': 'forged', portcullis_context: 'forged' },
    });
    expect(reply.status).toBe(200);
    expect(origin.seen.at(-1)?.headers['portcullis-context']).toHaveLength(1);
    expect(JSON.stringify(origin.seen.at(-1)?.headers)).not.toContain('forged');
  });
});

describe('what observation never covers', () => {
  async function expectRefused(
    asking: Promise<Reply>,
    status: 400 | 403 | 404 | 413,
    code: Parameters<typeof expectRefusal>[2],
  ): Promise<void> {
    const before = origin.begun;
    expectRefusal(await asking, status, code);
    expect(origin.begun).toBe(before);
  }

  test('deny lists', async () => {
    await expectRefused(ask('/all/x', '198.51.100.7'), 403, 'forbidden');
  });

  test('the wall between tenants', async () => {
    const cookie = await gateway.mint.cookie({ tid: 'globex' });
    await expectRefused(
      ask('/all/x', OFFICE, { host: `acme.localhost:${gateway.port}`, headers: { cookie } }),
      403,
      'forbidden',
    );
  });

  test('sizes', async () => {
    await expectRefused(ask('/small', OFFICE, { method: 'POST', body: 'a'.repeat(1025) }), 413, 'too_large');
  });

  test('paths that can be read in two ways', async () => {
    await expectRefused(ask('/all/..%2fx', OFFICE), 400, 'malformed_request');
  });

  test('other controls of a route that observes one', async () => {
    await expectRefused(ask('/roles', '192.0.2.9'), 403, 'forbidden');
    const reply = await ask('/roles', OFFICE);
    expect(reply.status).toBe(200);
    expect((await observedIn(reply)).map(({ reason }) => reason)).toEqual(['session_missing']);
  });
});

test('a request without anything to object to leaves no record', async () => {
  const cookie = await gateway.mint.cookie({ roles: ['owner'] });
  const reply = await ask('/roles', OFFICE, { headers: { cookie } });
  expect(reply.status).toBe(200);
  const id = reply.header('portcullis-request-id');
  await ask('/nothing-to-see', OFFICE);
  expect(gateway.events.some((event) => event['requestId'] === id)).toBe(false);
});
