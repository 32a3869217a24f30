import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { startTestGateway } from '../../support/gateway.ts';
import { type MiniflareGateway, startMiniflareGateway } from '../../support/miniflare-gateway.ts';
import { startOrigin, type TestOrigin } from '../../support/origin.ts';
import { pause } from '../../support/patience.ts';
import { testRules } from '../../support/rules.ts';

const ROUTES = ['id: page, path: /page, access: public'];

let origin: TestOrigin;
let gateway: MiniflareGateway | null = null;

beforeAll(async () => {
  origin = await startOrigin();
});

afterEach(async () => {
  await gateway?.stop();
  gateway = null;
});

afterAll(() => origin?.close());

/** The simulator counts by minutes of the clock: all requests of a test must fall into one of them. */
async function awaitRoomInMinute(): Promise<void> {
  const leftMs = 60_000 - (Date.now() % 60_000);
  if (leftMs < 15_000) await pause(leftMs + 50);
}

async function expectRefused(response: Response, status: number, code: string): Promise<void> {
  expect([response.status, response.headers.get('portcullis-denied')]).toEqual([status, code]);
  expect(response.headers.get('content-security-policy')).not.toBeNull();
  await response.body?.cancel();
}

describe('the platform says no', () => {
  test('to the third of two requests, which ends before the origin; other addresses pass', async () => {
    gateway = await startMiniflareGateway({ originUrl: origin.url, routes: ROUTES, floodGuard: 2 });
    await gateway.ask('192.0.2.99', '/page');
    await awaitRoomInMinute();
    const before = origin.begun;
    for (let index = 0; index < 2; index += 1) expect((await gateway.ask('192.0.2.1', '/page')).status).toBe(200);
    const third = await gateway.ask('192.0.2.1', '/page');
    await expectRefused(third, 429, 'rate_limited');
    expect(third.headers.get('retry-after')).toBe('60');
    expect(await gateway.eventOf(third)).toMatchObject({ outcome: 'refused', reason: 'flood', stateMs: null });
    expect(origin.begun - before).toBe(2);
    expect((await gateway.ask('192.0.2.2', '/page')).status).toBe(200);

    // Whatever it asks for, the gateway's own endpoints included; but an orchestrator always hears that it is alive.
    await expectRefused(await gateway.ask('192.0.2.1', '/nowhere'), 429, 'rate_limited');
    await expectRefused(await gateway.ask('192.0.2.1', '/.portcullis/ready'), 429, 'rate_limited');
    await expectRefused(await gateway.ask('192.0.2.1', '/.portcullis/health', 'POST'), 429, 'rate_limited');
    expect((await gateway.ask('192.0.2.1', '/.portcullis/health')).status).toBe(200);

    // A line of IPv6 is a whole /64.
    for (const address of ['2001:db8:1:2::1', '2001:db8:1:2:ffff::2'])
      expect((await gateway.ask(address, '/page')).status).toBe(200);
    await expectRefused(await gateway.ask('2001:db8:1:2:3:4:5:6', '/page'), 429, 'rate_limited');
    expect((await gateway.ask('2001:db8:1:3::1', '/page')).status).toBe(200);
  });
});

test.each([
  ['throws', '{ limit: () => { throw new Error("out of order"); } }'],
  ['answers nothing', '{ limit: async () => undefined }'],
  ['answers neither yes nor no', '{ limit: async () => ({ success: 1 }) }'],
])('a platform that %s lets nobody pass', async (_what, floodGuard) => {
  gateway = await startMiniflareGateway({ originUrl: origin.url, routes: ROUTES, floodGuard });
  const before = origin.begun;
  const response = await gateway.ask('192.0.2.1', '/page');
  await expectRefused(response, 503, 'unavailable');
  expect(await gateway.eventOf(response)).toMatchObject({ reason: 'flood_guard_unavailable' });
  expect(origin.begun).toBe(before);
  expect((await gateway.ask('192.0.2.1', '/.portcullis/health')).status).toBe(200);
});

test('a binding of that name that is none is a set-up that cannot be used', async () => {
  const plain = await startTestGateway({
    rules: testRules({ origins: { app: origin.url }, routes: ROUTES }),
    settings: { FLOOD_GUARD: '100' },
  });
  try {
    const before = origin.begun;
    const reply = await fetch(`${plain.url}/page`);
    await expectRefused(reply, 503, 'unavailable');
    const event = await plain.eventOf(reply.headers.get('portcullis-request-id'));
    expect(event).toMatchObject({ reason: 'config_invalid', detail: expect.stringContaining('FLOOD_GUARD') });
    expect(origin.begun).toBe(before);
  } finally {
    await plain.stop();
  }
});
