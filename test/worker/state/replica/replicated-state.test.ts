import { describe, expect, test } from 'vitest';
import { BOUND_MS } from '../../../../worker/state/replica/replicated-state.ts';
import { asking, claim, policy, revocation, START_SECONDS } from '../conformance/samples.ts';
import { replicated } from './store-double.ts';
import { bench, warm } from './warm-replica.ts';

const acme = replicated(asking('acme', 'u1', 's1'));

describe('fresh knowledge', () => {
  test('answers without the store, which is asked once for however many requests come at once', async () => {
    const { ask, asked, pass } = await warm();
    pass(1001);
    const answers = await Promise.all(Array.from({ length: 50 }, () => ask(acme)));
    expect(answers.every(({ revokedBy }) => revokedBy === null)).toBe(true);
    expect(asked).toEqual({ admit: 0, feeds: 1, snapshot: 0 });
  });

  test('is refreshed about once a second, behind the answers', async () => {
    const { ask, asked, pass, settle } = await warm();
    await ask(acme);
    asked.feeds = 0;
    for (let tick = 0; tick < 1000; tick += 1) {
      pass(10);
      await ask(acme);
      await settle();
    }
    expect(asked.admit).toBe(0);
    expect(asked.feeds).toBeGreaterThanOrEqual(10);
    expect(asked.feeds).toBeLessThanOrEqual(11);
  });

  test('holds the policy of the tenant', async () => {
    const { ask, pass, store } = await warm();
    await store.setTenantPolicy('acme', policy({ suspended: true }));
    pass(1001);
    expect((await ask(acme)).tenantPolicy).toMatchObject({ suspended: true });
    expect((await ask(replicated(asking('globex', 'u1', 's1')))).tenantPolicy).toBeNull();
  });
});

describe('a revocation', () => {
  test.each([
    ['session', revocation({ kind: 'session', tenant: 'acme', id: 's1' })],
    ['user', revocation({ kind: 'user', tenant: 'acme', id: 'u1' })],
    ['tenant', revocation({ kind: 'tenant', tenant: 'acme' })],
    ['everyone', revocation({ kind: 'everyone' })],
  ] as const)('of the %s is known at most a second later', async (kind, entry) => {
    const { ask, store, pass } = await warm();
    expect((await ask(acme)).revokedBy).toBeNull();
    await store.revoke(entry);
    pass(1001);
    expect((await ask(acme)).revokedBy).toBe(kind);
  });

  test('from before a session does not concern it, and no one needs to say so', async () => {
    const { ask, asked, pass, store } = await warm();
    await store.revoke(revocation({ kind: 'user', tenant: 'acme', id: 'u1' }, { notBefore: START_SECONDS - 120 }));
    pass(1001);
    expect((await ask(acme)).revokedBy).toBeNull();
    expect(asked.admit).toBe(0);
  });

  test('that does not concern the session is told so by the store, where the replica holds no more than a likeness', async () => {
    const { ask, asked, pass, store } = await warm();
    const ids = ['u1', ...Array.from({ length: 40_000 }, (_, index) => `other-${index}`)];
    const entries = ids.map((id) =>
      revocation({ kind: 'user', tenant: 'acme', id }, { notBefore: START_SECONDS - 120 }),
    );
    await store.importState(entries.map((entry) => ({ kind: 'revocation', ...entry })));
    pass(1001);
    expect((await ask(acme)).revokedBy).toBeNull();
    expect(asked.admit).toBe(1);
    expect((await ask(replicated(asking('acme', 'u1', 's1', START_SECONDS - 120)))).revokedBy).toBe('user');
  });

  test('of another tenant with the same ids changes nothing', async () => {
    const { ask, asked, pass, store } = await warm();
    for (const kind of ['session', 'user'] as const)
      for (const id of ['s1', 'u1']) await store.revoke(revocation({ kind, tenant: 'globex', id }));
    pass(1001);
    expect((await ask(acme)).revokedBy).toBeNull();
    expect(asked.admit).toBe(0);
  });

  test('is known at once to a strict question', async () => {
    const { ask, store } = await warm();
    await ask(acme);
    await store.revoke(revocation({ kind: 'session', tenant: 'acme', id: 's1' }));
    expect((await ask(replicated(asking('acme', 'u1', 's1'), { strict: true }))).revokedBy).toBe('session');
  });

  test('that another isolate had seen when it minted the session is known at once too', async () => {
    const { ask, position, store } = await warm();
    await ask(acme);
    await store.revoke(revocation({ kind: 'user', tenant: 'acme', id: 'u1' }));
    const seen = await position();
    expect((await ask(acme)).revokedBy).toBeNull();
    expect((await ask(replicated(asking('acme', 'u1', 's1'), { seen }))).revokedBy).toBe('user');
  });

  test('is kept when the store has lost it: an empty state is not "nothing revoked"', async () => {
    const { ask, store, pass, reset } = await warm();
    await store.revoke(revocation({ kind: 'session', tenant: 'acme', id: 's1' }));
    pass(1001);
    expect((await ask(acme)).revokedBy).toBe('session');
    reset();
    pass(1001);
    expect((await ask(acme)).revokedBy).toBe('session');
    pass(1001);
    expect((await ask(acme)).revokedBy).toBe('session');
    expect((await ask(replicated(asking('acme', 'u2', 's2')))).revokedBy).toBeNull();
  });
});

test('a session from a state that was lost makes the replica look once, not on each request', async () => {
  const { ask, asked, pass, position, reset, store } = await warm();
  await store.revoke(revocation({ kind: 'user', tenant: 'acme', id: 'u9' }));
  const seen = await position();
  reset();
  pass(1001);
  const question = replicated(asking('acme', 'u1', 's1'), { seen });
  for (let request = 0; request < 20; request += 1) expect((await ask(question)).revokedBy).toBeNull();
  expect(asked.feeds + asked.snapshot + asked.admit).toBeLessThanOrEqual(6);
});

test('a store that was emptied is not believed when it is asked directly either', async () => {
  const { ask, pass, reset, store } = await warm();
  const strict = replicated(asking('acme', 'u1', 's1'), { strict: true });
  await store.revoke(revocation({ kind: 'session', tenant: 'acme', id: 's1' }));
  pass(1001);
  expect((await ask(acme)).revokedBy).toBe('session');
  reset();
  expect((await ask(strict)).revokedBy).toBe('session');
  pass(1001);
  expect((await ask(acme)).revokedBy).toBe('session');
  expect((await ask(strict)).revokedBy).toBe('session');
  expect((await ask(replicated(asking('acme', 'u2', 's2'), { strict: true }))).revokedBy).toBeNull();
});

test('where limits are only observed, a limit that is known to refuse spares no one the question of revocation', async () => {
  const { ask, pass, store } = await warm();
  const observed = replicated({ ...asking('acme', 'u1', 's1'), limits: [claim('k', 1, 60)], limitsRefuse: false });
  await ask(observed);
  expect((await ask(observed)).limits[0]?.admitted).toBe(false);
  await store.revoke(revocation({ kind: 'user', tenant: 'acme', id: 'u1' }));
  pass(1001);
  expect(await ask(observed)).toMatchObject({ revokedBy: 'user' });
});

test('a replica that knows nothing yet lets the store answer, and is loaded behind it', async () => {
  const { ask, asked, settle } = bench();
  expect((await ask(acme)).revokedBy).toBeNull();
  expect(asked).toMatchObject({ admit: 1 });
  await settle();
  expect((await ask(acme)).revokedBy).toBeNull();
  expect(asked).toMatchObject({ admit: 1, snapshot: 1 });
});

test('what is changed through this isolate is known to its next request', async () => {
  const { ask, state } = await warm();
  await state.revoke(revocation({ kind: 'user', tenant: 'acme', id: 'u1' }));
  expect((await ask(acme)).revokedBy).toBe('user');
  await state.setTenantPolicy('globex', policy({ requireMfa: true }));
  expect((await ask(replicated(asking('globex', 'u1', 's1')))).tenantPolicy).toMatchObject({ requireMfa: true });
});

describe('limits', () => {
  const limited = replicated({ ...asking('acme', 'u1', 's1'), limits: [claim('k', 2, 60)] });

  test('are asked of the store, and the session is judged by the replica', async () => {
    const { ask, asked } = await warm();
    await ask(acme);
    expect((await ask(limited)).limits[0]).toMatchObject({ admitted: true, remaining: 1 });
    expect(asked.admit).toBe(1);
  });

  test('that refuse are remembered until they may admit again: a flood asks nothing', async () => {
    const { ask, asked, pass } = await warm();
    for (let request = 0; request < 3; request += 1) await ask(limited);
    const before = asked.admit;
    let admitted = 0;
    let passedMs = 0;
    for (; passedMs < 70_000 && admitted === 0; passedMs += 100) {
      pass(100);
      const [status] = (await ask(limited)).limits;
      if (status?.admitted === true) admitted += 1;
      else expect(status?.resetMs).toBeGreaterThan(0);
    }
    expect(admitted).toBe(1);
    expect(asked.admit - before).toBeLessThanOrEqual(2);
    expect(passedMs).toBeGreaterThan(60_000);
    expect(passedMs).toBeLessThanOrEqual(61_100);
  });
});

test('a request whose record must be kept reaches the store, though a limit is known to refuse it', async () => {
  const { ask, asked } = await warm();
  const recorded = replicated({ ...asking('acme', 'u1', 's1'), limits: [claim('k', 1, 60)], record: '{}' });
  for (let request = 0; request < 3; request += 1) await ask(recorded);
  expect(asked.admit).toBe(3);
});

describe('a store that does not answer', () => {
  test('refuses once knowledge is older than the bound', async () => {
    const { ask, pass, set } = await warm();
    await ask(acme);
    set('down');
    pass(BOUND_MS);
    expect((await ask(acme)).revokedBy).toBeNull();
    pass(1);
    await expect(ask(acme)).rejects.toThrow('away');
  });

  test('is judged by what was known for as long as the route says', async () => {
    const { ask, pass, set, store } = await warm();
    await store.revoke(revocation({ kind: 'session', tenant: 'acme', id: 's2' }));
    pass(1001);
    await ask(acme);
    set('down');
    pass(BOUND_MS + 60_000);
    const stale = replicated({ ...asking('acme', 'u1', 's1'), limits: [claim('k', 1, 60)] }, { staleMs: 60_000 });
    expect(await ask(stale)).toMatchObject({ stale: true, revokedBy: null });
    const gone = replicated(asking('acme', 'u1', 's2'), { staleMs: 60_000 });
    expect(await ask(gone)).toMatchObject({ stale: true, revokedBy: 'session' });
    pass(1);
    await expect(ask(stale)).rejects.toThrow();
  });

  test('never lets a strict question or one that needs a record through by old knowledge', async () => {
    const { ask, set } = await warm();
    await ask(acme);
    set('down');
    await expect(ask(replicated(asking('acme', 'u1', 's1'), { strict: true, staleMs: 60_000 }))).rejects.toThrow();
    const recorded = replicated({ ...asking('acme', 'u1', 's1'), record: '{}' }, { staleMs: 60_000 });
    await expect(ask(recorded)).rejects.toThrow();
  });

  test('is not asked for a second once it has failed three times, then by one, and is back without a restart', async () => {
    const { ask, asked, pass, set } = await warm();
    set('down');
    const strict = replicated(asking('acme', 'u1', 's1'), { strict: true });
    for (let request = 0; request < 20; request += 1) await expect(ask(strict)).rejects.toThrow();
    expect(asked.admit).toBeLessThanOrEqual(3);
    pass(1001);
    set('up');
    expect((await ask(strict)).revokedBy).toBeNull();
    expect((await ask(strict)).revokedBy).toBeNull();
  });

  test('that hangs is given up on', async () => {
    const { ask, pass, set } = await warm();
    set('hanging');
    pass(1001);
    await expect(ask(acme)).rejects.toThrow('no answer');
  });
});
