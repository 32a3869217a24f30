import { expect, test } from 'vitest';
import { GroupCommit } from '../../../../worker/state/embedded/tables/group-commit.ts';
import { START } from '../conformance/samples.ts';
import { openTables, PARTS } from './shard-parts.ts';
import { createSqliteStorage } from './sqlite-storage.ts';

/** A disk that is done when the test says so. */
function slowDisk(write: () => void) {
  const pending: { readonly resolve: () => void; readonly reject: (error: Error) => void }[] = [];
  const commits = new GroupCommit(write, () => new Promise((resolve, reject) => pending.push({ resolve, reject })));
  return { commits, pending };
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test('what comes while a commit is on its way goes into the next one, all at once', async () => {
  let writes = 0;
  const { commits, pending } = slowDisk(() => {
    writes += 1;
  });
  const done: string[] = [];
  const join = (name: string) => commits.join().then(() => done.push(name));
  const first = join('first');
  await turn();
  expect(writes).toBe(1);
  const others = ['second', 'third', 'fourth'].map(join);
  await turn();
  expect([writes, done]).toEqual([1, []]);
  pending.shift()?.resolve();
  await first;
  await turn();
  expect([writes, done]).toEqual([2, ['first']]);
  pending.shift()?.resolve();
  await Promise.all(others);
  expect([writes, done]).toEqual([2, ['first', 'second', 'third', 'fourth']]);
});

test('a commit that fails fails for those who wait for it, and for no others', async () => {
  const { commits, pending } = slowDisk(() => undefined);
  const first = commits.join();
  await turn();
  const second = commits.join();
  pending.shift()?.reject(new Error('the disk is full'));
  await expect(first).rejects.toThrow('the disk is full');
  await turn();
  pending.shift()?.resolve();
  await expect(second).resolves.toBeUndefined();
});

test('what was counted and not written is known to be lost where another write fails', () => {
  const storage = createSqliteStorage();
  const tables = openTables(storage);
  const limits = [{ key: 'k', quota: 5, windowSeconds: 60, cost: 1 }];
  const ask = () =>
    (PARTS['judge'] as (...args: unknown[]) => unknown)(
      tables,
      { tenant: null, subject: null, record: null, renewal: null, limits },
      START,
    );
  const used = () => storage.sql.exec('SELECT window FROM limits').toArray().length;
  ask();
  expect([tables.limits.counted, tables.limits.lost, used()]).toEqual([1, 0, 0]);
  expect(() =>
    tables.write(() => {
      throw new Error('the disk is full');
    }),
  ).toThrow('the disk is full');
  expect([tables.limits.lost, used()]).toEqual([1, 0]);
  ask();
  // Any write takes along what was counted before.
  tables.write(() => undefined);
  expect([tables.limits.lost, used()]).toEqual([1, 1]);
});
