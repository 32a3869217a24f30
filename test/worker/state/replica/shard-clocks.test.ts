import { expect, test } from 'vitest';
import { asking, claim } from '../conformance/samples.ts';
import { replicated } from './store-double.ts';
import { warm } from './warm-replica.ts';

test('a position is of one shard: what is lost to one may still come in another', async () => {
  const { ask, asked, pass, position, reset } = await warm();
  const seen = await position();
  reset();
  for (const tenant of ['acme', 'globex']) {
    pass(1001);
    for (let request = 0; request < 3; request += 1) await ask(replicated(asking(tenant, 'u1', 's1')));
  }
  await ask(replicated(asking('acme', 'u1', 's1'), { seen }));
  Object.assign(asked, { admit: 0, feeds: 0, snapshot: 0 });
  await ask(replicated(asking('acme', 'u1', 's1'), { seen }));
  expect(asked).toEqual({ admit: 0, feeds: 0, snapshot: 0 });
  await ask(replicated(asking('globex', 'u1', 's1'), { seen }));
  expect(asked.feeds + asked.admit).toBeGreaterThan(0);
});

test('a slice is spent in the sub-bucket in which its own object has counted it', async () => {
  const { ask, asked, pass, store } = await warm();
  const { admit } = store;
  const leased = replicated({ limits: [{ ...claim('k', 1000, 60), leased: true }] });
  // Its object is 990 ms ahead of the others: its sub-bucket of a second is nearly over.
  Object.assign(store, {
    admit: async (question: Parameters<typeof admit>[0]) => {
      const answer = await admit(question);
      const limits = answer.limits.map((status) => ({
        ...status,
        granted: 5,
        countedAtMs: answer.countedAtMs + 990,
      }));
      return { ...answer, limits };
    },
  });
  await ask(leased);
  await ask(leased);
  expect(asked.admit).toBe(1);
  pass(11);
  await ask(leased);
  expect(asked.admit).toBe(2);
});
