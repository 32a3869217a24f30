import { describe, expect, test } from 'vitest';
import { createReplicatedState } from '../../../../worker/state/replica/replicated-state.ts';
import type { StateStore } from '../../../../worker/state/store.ts';
import { asking, policy, revocation } from '../conformance/samples.ts';
import { acme, isolate, MFA, NEIGHBOURS, of, SUSPENDED } from './policy-isolate.ts';
import { createStoreDouble, hear, replicated } from './store-double.ts';
import { bench, warm } from './warm-replica.ts';

const stale = replicated(asking('acme', 'u1', 's1'), { staleMs: 60_000 });

/** An isolate knows which tenants have a policy, and holds those that it was asked about. */

test('the policy of a tenant is asked for at its first request, and then known', async () => {
  const { ask, asked, state } = await isolate();
  expect(state.figures().policies).toBe(0);
  for (let request = 0; request < 5; request += 1) expect((await ask(acme)).tenantPolicy).toEqual(MFA);
  expect(asked).toEqual({ admit: 1, feeds: 0, snapshot: 0 });
  expect(state.figures().policies).toBe(1);
});

test('of a tenant without one, nothing is asked', async () => {
  const { ask, asked } = await isolate();
  for (const tenant of NEIGHBOURS) expect((await ask(of(tenant))).tenantPolicy).toBeNull();
  expect(asked).toEqual({ admit: 0, feeds: 0, snapshot: 0 });
});

describe('while the store does not answer', () => {
  test('a policy that is not held is not taken for none, on routes that go by old knowledge neither', async () => {
    const { ask, set } = await isolate();
    set('down');
    await expect(ask(acme)).rejects.toThrow('away');
    await expect(ask(stale)).rejects.toThrow('away');
    expect((await ask(of(NEIGHBOURS[0] ?? ''))).tenantPolicy).toBeNull();
  });

  test('one that is held decides for as long as the route says', async () => {
    const { ask, pass, set } = await isolate();
    await ask(acme);
    set('down');
    pass(10_000);
    await expect(ask(acme)).rejects.toThrow('away');
    expect(await ask(stale)).toMatchObject({ stale: true, tenantPolicy: MFA });
  });

  test('a connection whose session was revoked ends, though the policy is not known', async () => {
    const { set, state, store, ask, pass } = await isolate();
    const { subject } = acme;
    if (subject === null) throw new TypeError('there is a subject');
    await store.revoke(revocation({ kind: 'session', tenant: 'acme', id: 's1' }));
    pass(901);
    await ask(of(NEIGHBOURS[0] ?? ''));
    set('down');
    expect(await state.watch(subject, () => undefined)).toMatchObject({
      revokedBy: 'session',
      failure: 'Error: the store is away',
    });
    await expect(state.watch({ ...subject, session: 's2', user: 'u2' }, () => undefined)).rejects.toThrow('away');
  });
});

describe('a change', () => {
  test('of a policy that is held comes with the feed', async () => {
    const { ask, asked, pass, store } = await isolate();
    await ask(acme);
    for (const [next, expected] of [
      [SUSPENDED, SUSPENDED],
      [null, null],
      [MFA, MFA],
    ] as const) {
      await store.setTenantPolicy('acme', next);
      pass(901);
      expect((await ask(acme)).tenantPolicy).toEqual(expected);
    }
    expect(asked).toEqual({ admit: 1, feeds: 3, snapshot: 0 });
  });

  test('of one that is not held shows that there is one, and no more', async () => {
    const { ask, asked, pass, state, store } = await isolate();
    const [, other = ''] = NEIGHBOURS;
    await ask(of(other));
    await store.setTenantPolicy(other, SUSPENDED);
    pass(901);
    await ask(of(NEIGHBOURS[0] ?? ''));
    expect(state.figures().policies).toBe(0);
    expect((await ask(of(other))).tenantPolicy).toEqual(SUSPENDED);
    expect(asked).toMatchObject({ admit: 1, feeds: 1 });
  });

  test('that takes one away leaves its mark, for which the store is asked once', async () => {
    const { ask, asked, pass, store } = await isolate();
    await store.setTenantPolicy('acme', null);
    pass(901);
    for (let request = 0; request < 3; request += 1) expect((await ask(acme)).tenantPolicy).toBeNull();
    expect(asked).toMatchObject({ admit: 1, feeds: 1 });
  });
});

describe('an answer about a policy', () => {
  /** An isolate whose next question, once `hold` was called, is answered when it is let go, by what held when it was asked. */
  async function withSlowAnswer() {
    const double = createStoreDouble();
    const held: (() => void)[] = [];
    let holds = false;
    const admit: StateStore['admit'] = async (question) => {
      const answer = await double.store.admit(question);
      if (!holds) return answer;
      holds = false;
      await new Promise<void>((go) => held.push(go));
      return answer;
    };
    const state = createReplicatedState({ ...double.store, admit }, double.now);
    const behind: Promise<unknown>[] = [];
    const ask = (question = acme) => hear(state.admit(question, (work) => void behind.push(work)));
    await double.store.setTenantPolicy('acme', MFA);
    await ask(of(NEIGHBOURS[0] ?? ''));
    await Promise.all(behind);
    const hold = (): void => {
      holds = true;
    };
    return { ask, double, hold, letGo: () => held.shift()?.() };
  }
  const turn = (): Promise<void> => new Promise((go) => setTimeout(go, 1));

  test.each([
    ['', false],
    [', which is held already', true],
  ])('that the feed has overtaken is not held in place of what has changed%s', async (_which, isHeld) => {
    const { ask, double, hold, letGo } = await withSlowAnswer();
    hold();
    const late = ask();
    await turn();
    await double.store.setTenantPolicy('acme', SUSPENDED);
    double.pass(901);
    expect((await ask(isHeld ? acme : of(NEIGHBOURS[0] ?? ''))).tenantPolicy).toEqual(isHeld ? SUSPENDED : null);
    letGo();
    await late;
    for (let round = 0; round < 3; round += 1) {
      expect((await ask()).tenantPolicy).toEqual(SUSPENDED);
      double.pass(901);
    }
  });

  test('that is newer than the copy is held, and what the feed brings then holds in its place', async () => {
    const { ask, double } = await withSlowAnswer();
    await ask();
    await double.store.setTenantPolicy('acme', policy({ requireMfa: true, forbidActAs: true }));
    await double.store.setTenantPolicy('acme', SUSPENDED);
    expect((await ask(replicated(asking('acme', 'u1', 's1'), { strict: true }))).tenantPolicy).toEqual(SUSPENDED);
    const before = double.asked.admit;
    expect((await ask()).tenantPolicy).toEqual(SUSPENDED);
    double.pass(901);
    expect((await ask()).tenantPolicy).toEqual(SUSPENDED);
    await double.store.setTenantPolicy('acme', MFA);
    double.pass(901);
    expect((await ask()).tenantPolicy).toEqual(MFA);
    expect(double.asked.admit).toBe(before);
  });
});

test('more than the memory takes are not held: the last ones are, and the others asked for again', async () => {
  const { ask, asked, state, store } = bench({ policyBytes: 8000 });
  const tenants = NEIGHBOURS.slice(0, 50);
  for (const [index, tenant] of tenants.entries())
    await store.setTenantPolicy(tenant, policy({ requireMfa: true, notBefore: index }));
  const askAll = async () => {
    for (const [index, tenant] of tenants.entries())
      expect((await ask(of(tenant))).tenantPolicy).toMatchObject({ notBefore: index });
  };
  await askAll();
  const held = state.figures().policies;
  expect(held).toBeGreaterThan(5);
  expect(held).toBeLessThan(30);
  Object.assign(asked, { admit: 0 });
  for (const tenant of tenants.slice(-5)) await ask(of(tenant));
  expect(asked.admit).toBe(0);
  await askAll();
  expect(asked.admit).toBeGreaterThanOrEqual(45);
  expect(state.figures().policies).toBeLessThan(30);
});

test('what is used stays, however many others are asked for', async () => {
  const { ask, asked, store } = await isolate({ policyBytes: 8000 });
  for (const tenant of NEIGHBOURS) await store.setTenantPolicy(tenant, SUSPENDED);
  await ask(acme);
  const before = asked.admit;
  for (const tenant of NEIGHBOURS) {
    await ask(replicated(asking(tenant, 'u1', 's1'), { strict: true }));
    expect((await ask(acme)).tenantPolicy).toEqual(MFA);
  }
  expect(asked.admit - before).toBe(NEIGHBOURS.length);
});

test('the first policy of a tenant shows in the feed, and is asked for', async () => {
  const { ask, asked, pass, store } = await warm();
  await store.setTenantPolicy('acme', SUSPENDED);
  expect((await ask(acme)).tenantPolicy).toBeNull();
  pass(901);
  expect((await ask(acme)).tenantPolicy).toEqual(SUSPENDED);
  expect(asked).toMatchObject({ admit: 1, feeds: 1 });
});
