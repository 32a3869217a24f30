import { expect, test } from 'vitest';
import { SharedRuns } from '../../../../worker/core/time/index.ts';

/** Runs that end when the test says so. */
function slowRuns() {
  const pending: PromiseWithResolvers<void>[] = [];
  let begun = 0;
  const runs = new SharedRuns(() => {
    begun += 1;
    const run = Promise.withResolvers<void>();
    pending.push(run);
    return run.promise;
  });
  return { runs, pending, begun: () => begun };
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test('those who ask while a run is on its way share the next one', async () => {
  const { runs, pending, begun } = slowRuns();
  const done: string[] = [];
  const join = (name: string) => runs.join().then(() => done.push(name));
  const first = join('first');
  await turn();
  expect(begun()).toBe(1);
  const others = ['second', 'third', 'fourth'].map(join);
  await turn();
  expect([begun(), done]).toEqual([1, []]);
  pending.shift()?.resolve();
  await first;
  await turn();
  expect([begun(), done]).toEqual([2, ['first']]);
  pending.shift()?.resolve();
  await Promise.all(others);
  expect([begun(), done]).toEqual([2, ['first', 'second', 'third', 'fourth']]);
});

test('a run that fails fails for those who wait for it, and for no others', async () => {
  const { runs, pending } = slowRuns();
  const first = runs.join();
  await turn();
  const second = runs.join();
  pending.shift()?.reject(new Error('it fails'));
  await expect(first).rejects.toThrow('it fails');
  await turn();
  pending.shift()?.resolve();
  await expect(second).resolves.toBeUndefined();
});
