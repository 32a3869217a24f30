import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { startTestGateway } from '../../support/gateway.ts';
import { type MiniflareGateway, startMiniflareGateway } from '../../support/miniflare-gateway.ts';
import { startOrigin, type TestOrigin } from '../../support/origin.ts';
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

/**
 * The simulator counts by minutes of the clock. What fails while one ends shows nothing, and is tried again.
 * @param act gets a network of its own each time, in IPv4 and IPv6
 */
async function withinOneMinute(act: (v4: string, v6: string) => Promise<void>): Promise<void> {
  const minute = (): number => Math.floor(Date.now() / 60_000);
  for (let attempt = 1; ; attempt += 1) {
    const began = minute();
    try {
      return await act(`192.0.${attempt}`, `2001:db8:${attempt}`);
    } catch (error) {
      if (minute() === began) throw error;
    }
  }
}

async function expectRefused(response: Response, status: number, code: string): Promise<void> {
  expect([response.status, response.headers.get('portcullis-denied')]).toEqual([status, code]);
  expect(response.headers.get('content-security-policy')).not.toBeNull();
  await response.body?.cancel();
}

describe('the platform says no', () => {
  test('to the third of two requests, which ends before the origin; other addresses pass', async () => {
    const simulator = await startMiniflareGateway({ originUrl: origin.url, routes: ROUTES, floodGuard: 2 });
    gateway = simulator;
    await withinOneMinute(async (v4, v6) => {
      const ask = (address: string, path = '/page', method = 'GET') => simulator.ask(address, path, method);
      const before = origin.begun;
      for (let index = 0; index < 2; index += 1) expect((await ask(`${v4}.1`)).status).toBe(200);
      const third = await ask(`${v4}.1`);
      await expectRefused(third, 429, 'rate_limited');
      expect(third.headers.get('retry-after')).toBe('60');
      expect(await simulator.eventOf(third)).toMatchObject({ outcome: 'refused', reason: 'flood', stateMs: null });
      expect(origin.begun - before).toBe(2);
      expect((await ask(`${v4}.2`)).status).toBe(200);

      // Whatever it asks for, the gateway's own endpoints included; but an orchestrator always hears that it is alive.
      await expectRefused(await ask(`${v4}.1`, '/nowhere'), 429, 'rate_limited');
      await expectRefused(await ask(`${v4}.1`, '/.portcullis/ready'), 429, 'rate_limited');
      await expectRefused(await ask(`${v4}.1`, '/.portcullis/health', 'POST'), 429, 'rate_limited');
      expect((await ask(`${v4}.1`, '/.portcullis/health')).status).toBe(200);

      // A line of IPv6 is a whole /64.
      for (const address of [`${v6}:2::1`, `${v6}:2:ffff::2`]) expect((await ask(address)).status).toBe(200);
      await expectRefused(await ask(`${v6}:2:3:4:5:6`), 429, 'rate_limited');
      expect((await ask(`${v6}:3::1`)).status).toBe(200);
    });
  });
});

test.each([
  ['throws', '{ limit: () => { throw new Error("out of order"); } }'],
  ['answers nothing', '{ limit: async () => undefined }'],
  ['answers neither yes nor no', '{ limit: async () => ({ success: 1 }) }'],
])('a platform that %s lets no one pass', async (_what, floodGuard) => {
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
