import { describe, expect, test } from 'vitest';
import { createMeters } from '../../../../worker/core/metrics/meters.ts';
import { createReplicatedState } from '../../../../worker/state/replica/replicated-state.ts';
import { shardOf } from '../../../../worker/state/shard.ts';
import { ShardError } from '../../../../worker/state/shard-error.ts';
import type { StateStore } from '../../../../worker/state/store.ts';
import { asking, claim, policy, revocation, START } from '../conformance/samples.ts';
import { createStoreDouble, hear, replicated, type StoreDouble } from './store-double.ts';

const acme = replicated(asking('acme', 'u1', 's1'));
const turn = (): Promise<void> => new Promise((go) => setTimeout(go, 1));

/** A state before a store of which some methods are replaced. */
function isolateBefore(double: StoreDouble, changes: Partial<StateStore>) {
  const meters = createMeters(START);
  const state = createReplicatedState({ ...double.store, ...changes }, double.now, { meters });
  const behind: Promise<unknown>[] = [];
  const ask = (question = acme) => hear(state.admit(question, (work) => void behind.push(work)));
  const settle = () => Promise.allSettled(behind);
  return { state, meters, ask, settle };
}

/** Before a store whose next answer of the feed, once `hold` was called, comes when it is let go. */
function withSlowFeed() {
  const double = createStoreDouble();
  const held: (() => void)[] = [];
  let holds = false;
  const feeds: StateStore['feeds'] = async (asked) => {
    const answer = await double.store.feeds(asked);
    if (!holds) return answer;
    holds = false;
    await new Promise<void>((go) => held.push(go));
    return answer;
  };
  const hold = (): void => {
    holds = true;
  };
  return { ...isolateBefore(double, { feeds }), double, hold, letGo: () => held.shift()?.() };
}

describe('an answer of the feed that comes after a newer one', () => {
  test('does not bring back whom a load has not seen revoked', async () => {
    const { state, ask, double, hold, letGo } = withSlowFeed();
    hold();
    await ask();
    await turn();
    double.pass(50);
    const scope = { kind: 'session', tenant: 'acme', id: 's1' } as const;
    await state.revoke(revocation(scope, { notBefore: double.now() / 1000 }));
    double.pass(150);
    expect((await ask()).revokedBy).toBe('session');
    await turn();
    letGo();
    await turn();
    double.pass(849);
    expect((await ask()).revokedBy).toBe('session');
  });

  test('does not bring an older policy back', async () => {
    const { state, ask, double, hold, letGo, settle } = withSlowFeed();
    await ask();
    await settle();
    await double.store.setTenantPolicy('acme', policy({ requireMfa: true }));
    double.pass(860);
    hold();
    await ask();
    await turn();
    await state.setTenantPolicy('acme', policy({ suspended: true, requireMfa: true }));
    double.pass(10);
    expect((await ask()).tenantPolicy?.suspended).toBe(true);
    letGo();
    await turn();
    double.pass(100);
    expect((await ask()).tenantPolicy?.suspended).toBe(true);
  });
});

describe('the breaker', () => {
  test('counts one failure of a refresh once, however many wait for it', async () => {
    const double = createStoreDouble();
    let fails = false;
    const feeds: StateStore['feeds'] = async (asked) => {
      await turn();
      if (fails) throw new Error('one reply was lost');
      return double.store.feeds(asked);
    };
    const { ask, meters, settle } = isolateBefore(double, { feeds });
    await ask();
    await settle();
    double.pass(950);
    fails = true;
    const asked = await Promise.allSettled([ask(), ask(), ask()]);
    expect(asked.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    fails = false;
    expect(meters.breakerOpenings).toBe(0);
    expect((await ask()).revokedBy).toBeNull();
  });

  test('stays shut while a store that answers takes long for all of its pages', async () => {
    const double = createStoreDouble();
    let pages = 0;
    const snapshot: StateStore['snapshot'] = async (shard) => {
      await new Promise((go) => setTimeout(go, 80));
      pages += 1;
      return { ...(await double.store.snapshot(shard, null)), next: pages % 6 === 0 ? null : 'more' };
    };
    const { ask, meters, settle } = isolateBefore(double, { snapshot });
    await Promise.all([ask(), ask(), ask()]);
    await settle();
    expect(meters.breakerOpenings).toBe(0);
    expect((await ask()).revokedBy).toBeNull();
  });

  test('of a tenant stays shut where the shard of an address fails', async () => {
    const double = createStoreDouble();
    const keys = Array.from({ length: 100 }, (_, index) => `address-${index}`);
    const key = keys.find((each) => shardOf(each) !== shardOf('acme')) ?? '';
    const admit: StateStore['admit'] = async (question) => {
      if (question.limits.length > 0) throw new ShardError(shardOf(key), new Error('that object is away'));
      return double.store.admit(question);
    };
    const { ask, settle } = isolateBefore(double, { shardsFailApart: true, admit });
    const limited = replicated({ ...asking('acme', 'u1', 's1'), limits: [claim(key, 5, 60)] });
    const failed = await Promise.allSettled([0, 1, 2].map(() => ask(limited)));
    expect(failed.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    await settle();
    await expect(ask(limited)).rejects.toThrow('not asked for a moment');
    expect((await ask(replicated(asking('acme', 'u2', 's2'), { strict: true }))).revokedBy).toBeNull();
  });
});

test('what a sign-in gives back is there for the next one', async () => {
  const double = createStoreDouble();
  const { state, ask } = isolateBefore(double, {});
  const attempt = replicated({ limits: [claim('attempts', 5, 900)] });
  const five = await Promise.all(Array.from({ length: 5 }, () => ask(attempt)));
  expect((await ask(attempt)).limits[0]?.admitted).toBe(false);
  for (const { countedAtMs } of five) await state.release(attempt.limits, countedAtMs);
  double.pass(60_000);
  expect((await ask(attempt)).limits[0]?.admitted).toBe(true);
});

test('slices that are put back were never counted as spent', async () => {
  const { ask, meters } = isolateBefore(createStoreDouble(), {});
  const wide = { ...claim('wide', 1000, 60), leased: true as const };
  for (let request = 0; request < 8; request += 1) await ask(replicated({ limits: [wide] }));
  const asking = ask(replicated({ limits: [wide, claim('none', 0, 60)] }));
  const during = meters.leased;
  await asking;
  expect(meters.leased).toBe(during);
});
