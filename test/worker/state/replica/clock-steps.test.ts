import { describe, expect, test } from 'vitest';
import { asking, claim, revocation, START_SECONDS } from '../conformance/samples.ts';
import { replicated } from './store-double.ts';
import { bench, warm } from './warm-replica.ts';

const acme = replicated(asking('acme', 'u1', 's1'));
const session = { kind: 'session', tenant: 'acme', id: 's1' } as const;
const turn = (): Promise<void> => new Promise((go) => setTimeout(go, 1));

describe.each([-1, -850, -30_000, -3_600_000, 30_000, 3_600_000])('a clock that is set by %i ms', (stepMs) => {
  test('makes no knowledge newer than it is', async () => {
    const { ask, pass, settle, store } = await warm();
    await ask(acme);
    await store.revoke(revocation(session, { expires: START_SECONDS + 9000 }));
    pass(stepMs);
    await ask(replicated(asking('acme', 'u2', 's2')));
    await settle();
    for (let ms = 0; ms <= 1000; ms += 100) {
      pass(100);
      if (ms >= 900) expect((await ask(acme)).revokedBy).toBe('session');
      else await ask(acme);
      await settle();
    }
  });

  test('leaves no knowledge for an outage that is older than the route says', async () => {
    const { ask, pass, set } = await warm();
    await ask(acme);
    set('down');
    pass(stepMs);
    const stale = replicated(asking('acme', 'u1', 's1'), { staleMs: 20_000 });
    if (stepMs < 0 || stepMs > 20_000) await expect(ask(stale)).rejects.toThrow();
    await expect(ask(acme)).rejects.toThrow();
  });

  test('neither keeps a store from being asked again, nor its clients from coming back', async () => {
    const { ask, asked, pass, set } = await warm();
    const limited = replicated({ limits: [claim('k', 1, 60)] });
    await ask(limited);
    const refused = await ask(limited);
    expect(refused.limits[0]?.admitted).toBe(false);
    set('down');
    const strict = replicated(asking('acme', 'u1', 's1'), { strict: true });
    for (let times = 0; times < 3; times += 1) await expect(ask(strict)).rejects.toThrow('away');
    await expect(ask(strict)).rejects.toThrow('not asked');
    set('up');
    pass(stepMs);
    if (stepMs < -1) {
      const before = asked.admit;
      expect((await ask(strict)).revokedBy).toBeNull();
      // What is remembered of a refusal is not believed any more either: the store says how long it holds.
      await ask(limited);
      expect(asked.admit).toBe(before + 2);
    }
    pass(1001);
    expect((await ask(strict)).revokedBy).toBeNull();
  });
});

test('what was let go as expired while the clock was ahead is known again once it is set back', async () => {
  const { ask, pass, settle, store } = await warm();
  await store.revoke(revocation(session));
  pass(1001);
  expect((await ask(acme)).revokedBy).toBe('session');
  pass(10 * 86_400_000);
  await ask(acme);
  await settle();
  pass(-10 * 86_400_000);
  expect((await ask(acme)).revokedBy).toBe('session');
});

test('a clock that stands makes nothing fresh for ever: time is up by the timers', async () => {
  const timers: (() => void)[] = [];
  const wait = (): Promise<void> => new Promise((resolve) => timers.push(resolve));
  const { ask, asked, store } = bench({ wait });
  await ask(acme);
  await turn();
  await store.revoke(revocation(session));
  expect((await ask(acme)).revokedBy).toBeNull();
  for (const ring of timers) ring();
  await turn();
  expect((await ask(acme)).revokedBy).toBe('session');
  expect(asked.admit).toBe(1);
});

test('a slice that was taken ahead is not spent on after the clock stepped back', async () => {
  const { ask, asked, pass } = await warm();
  const leased = replicated({ limits: [{ ...claim('k', 60_000, 60), leased: true }] });
  for (let request = 0; request < 50; request += 1) await ask(leased);
  pass(-500);
  const before = asked.admit;
  await ask(leased);
  expect(asked.admit).toBe(before + 1);
});
