import { expect, test } from 'vitest';
import { START } from '../conformance/samples.ts';
import { openTables, PARTS } from './shard-parts.ts';
import { createSqliteStorage } from './sqlite-storage.ts';

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
