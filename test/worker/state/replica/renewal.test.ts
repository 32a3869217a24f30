import type { RenewalClaim } from '@portcullis/rules/engine';
import { expect, test } from 'vitest';
import { keptKey } from '../../../../worker/core/kept/index.ts';
import { generationText } from '../../../../worker/core/renewal/index.ts';
import { createReplicatedState } from '../../../../worker/state/replica/replicated-state.ts';
import { createSeenGenerations } from '../../../../worker/state/replica/seen-generations.ts';
import { asking, claim, revocation, START, START_SECONDS } from '../conformance/samples.ts';
import { createStoreDouble, replicated } from './store-double.ts';

const { tenant, subject } = asking('acme', 'u1', 's1');

function renewing(generation: number, age: RenewalClaim['age']): RenewalClaim {
  return { tenant: 'acme', user: 'u1', session: 's1', generation, graceSeconds: 30, age };
}

async function opened() {
  const double = createStoreDouble();
  const state = createReplicatedState(double.store, double.now);
  const value = generationText({ number: 1, sinceMs: START });
  const key = keptKey('generation', 'u1', 's1');
  await state.writeKept('acme', [{ key, value, expires: START_SECONDS + 86_400 }]);
  const behind: Promise<unknown>[] = [];
  const ask = (renewal: RenewalClaim | null, part = {}, freshness = {}) =>
    state.admit(replicated({ tenant, subject, renewal, ...part }, freshness), (work) => void behind.push(work));
  await ask(null);
  // The copy is made behind the first answer.
  await Promise.all(behind);
  return { ...double, state, ask };
}

test('a new cookie costs one question a generation, and one that is due a question each time', async () => {
  const { ask, asked } = await opened();
  const before = asked.admit;
  expect(await ask(renewing(1, 'fresh'))).toMatchObject({ kind: 'judged', renewal: 'current' });
  for (let more = 0; more < 5; more += 1) expect(await ask(renewing(1, 'fresh'))).toMatchObject({ renewal: null });
  expect(asked.admit - before).toBe(1);
  expect(await ask(renewing(1, 'due'))).toMatchObject({ renewal: 'current' });
  expect(await ask(renewing(1, 'due'))).toMatchObject({ renewal: 'current' });
  expect(asked.admit - before).toBe(3);
  expect(await ask(renewing(2, 'fresh'))).toMatchObject({ renewal: 'current' });
  // The one before is asked about again: it may be a copy.
  expect(await ask(renewing(1, 'fresh'))).toMatchObject({ renewal: 'superseded' });
  expect(await ask(null)).toMatchObject({ renewal: null });
  expect(asked.admit - before).toBe(5);
});

test('a cookie of a session that is not known costs one question, too, until it is due', async () => {
  const { ask, asked } = await opened();
  const stranger = (age: RenewalClaim['age']) => ({ ...renewing(1, age), session: 'stranger' });
  const before = asked.admit;
  expect(await ask(stranger('fresh'))).toMatchObject({ renewal: 'unknown' });
  expect(await ask(stranger('fresh'))).toMatchObject({ renewal: null });
  expect(asked.admit - before).toBe(1);
  expect(await ask(stranger('over'))).toMatchObject({ renewal: 'unknown' });
});

test('while the store is away, nothing is renewed, and a cookie that lives on is judged by what is known', async () => {
  const { ask, set, state } = await opened();
  set('down');
  for (const age of ['fresh', 'due'] as const)
    expect(await ask(renewing(1, age))).toMatchObject({ kind: 'judged', renewal: null, verdict: { revokedBy: null } });
  expect(await ask(renewing(1, 'over'))).toMatchObject({ kind: 'unavailable' });
  expect(await ask(renewing(1, 'over'), {}, { staleMs: 60_000 })).toMatchObject({ kind: 'stale' });
  expect(await ask(renewing(1, 'due'), {}, { strict: true })).toMatchObject({ kind: 'unavailable' });
  expect(await ask(renewing(1, 'due'), { limits: [claim('k', 5, 60)] })).toMatchObject({ kind: 'unavailable' });
  set('up');
  await state.revoke(revocation({ kind: 'session', tenant: 'acme', id: 's1' }));
  set('down');
  expect(await ask(renewing(1, 'due'))).not.toMatchObject({ kind: 'judged', verdict: { revokedBy: null } });
});

test('where what is known is too old, a store that is away refuses as ever', async () => {
  const { ask, set, pass } = await opened();
  set('down');
  pass(2000);
  expect(await ask(renewing(1, 'due'))).toMatchObject({ kind: 'unavailable' });
  expect(await ask(renewing(1, 'due'), {}, { staleMs: 60_000 })).toMatchObject({ kind: 'stale' });
});

test('only so many sessions are remembered, and never an older generation', () => {
  const seen = createSeenGenerations(2);
  const of = (session: string, generation = 1): RenewalClaim => ({ ...renewing(generation, 'fresh'), session });
  seen.note(of('a', 2));
  seen.note(of('a', 1));
  expect([seen.has(of('a', 1)), seen.has(of('a', 2))]).toEqual([false, true]);
  seen.note(of('b'));
  seen.note(of('c'));
  expect(['a', 'b', 'c'].map((session) => seen.has(of(session, session === 'a' ? 2 : 1)))).toEqual([false, true, true]);
});
