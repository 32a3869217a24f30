import { expect, test } from 'vitest';
import { createReplicatedState } from '../../../../worker/state/replica/replicated-state.ts';
import type { StateStore } from '../../../../worker/state/store.ts';
import { asking } from '../conformance/samples.ts';
import { acme, isolate, MFA, NEIGHBOURS, of, SUSPENDED } from './policy-isolate.ts';
import { createStoreDouble, hear, replicated } from './store-double.ts';

test('after a load, what has changed meanwhile is not known, so that nothing is held', async () => {
  const made = await isolate();
  const { ask, asked, pass, store } = made;
  await ask(acme);
  const feeds = store.feeds;
  await store.setTenantPolicy('acme', SUSPENDED);
  // The store has forgotten the changes that the copy has not seen.
  let forgets = true;
  Object.assign(store, {
    feeds: async (question: Parameters<StateStore['feeds']>[0]) => {
      const said = await feeds(question);
      if (!forgets) return said;
      forgets = false;
      const answers = said.answers.map((answer) =>
        answer instanceof Error ? answer : { kind: 'reload', position: answer.position, lost: false },
      );
      return { ...said, answers };
    },
  });
  pass(901);
  expect((await ask(acme)).tenantPolicy).toEqual(SUSPENDED);
  expect(asked).toMatchObject({ admit: 2 });
  await store.setTenantPolicy('acme', MFA);
  pass(901);
  expect((await ask(acme)).tenantPolicy).toEqual(MFA);
});

test('of a state that is lost, what was held stays in force, and is forgotten where it was not', async () => {
  const { ask, pass, reset, settle, store } = await isolate();
  const [, unasked = ''] = NEIGHBOURS;
  await store.setTenantPolicy('acme', SUSPENDED);
  await store.setTenantPolicy(unasked, SUSPENDED);
  pass(901);
  expect((await ask(acme)).tenantPolicy).toEqual(SUSPENDED);
  reset();
  for (let round = 0; round < 3; round += 1) {
    pass(901);
    expect((await ask(acme)).tenantPolicy).toEqual(SUSPENDED);
    expect((await ask(replicated(asking('acme', 'u1', 's1'), { strict: true }))).tenantPolicy).toEqual(SUSPENDED);
    expect((await ask(of(unasked))).tenantPolicy).toBeNull();
    await settle();
  }
});

test('nor is it forgotten where two loads overlap, of which the first was taken for dead', async () => {
  const double = createStoreDouble();
  const held: (() => void)[] = [];
  let holds = false;
  const snapshot: StateStore['snapshot'] = async (...page) => {
    if (holds) await new Promise<void>((go) => held.push(go));
    return double.store.snapshot(...page);
  };
  const state = createReplicatedState({ ...double.store, snapshot }, double.now, { deadlineMs: 20 });
  const behind: Promise<unknown>[] = [];
  const ask = (question = acme) => hear(state.admit(question, (work) => void behind.push(work)));
  await double.store.setTenantPolicy('acme', SUSPENDED);
  await ask();
  await Promise.all(behind);
  expect((await ask()).tenantPolicy).toEqual(SUSPENDED);
  double.reset();
  holds = true;
  for (let load = 1; load <= 2; load += 1) {
    double.pass(2600);
    await ask(of(NEIGHBOURS[0] ?? ''));
    expect(held).toHaveLength(load);
  }
  for (const go of held) {
    go();
    await new Promise((turn) => setTimeout(turn, 5));
  }
  await Promise.all(behind);
  expect((await ask()).tenantPolicy).toEqual(SUSPENDED);
});
