import { expect, test } from 'vitest';
import { createMeters } from '../../../worker/core/metrics/meters.ts';
import { measuredStore } from '../../../worker/state/measured-store.ts';
import type { StateStore } from '../../../worker/state/store.ts';

const OPERATIONS = Object.keys(createMeters(0).calls) as Exclude<keyof StateStore, 'shardsFailApart'>[];

/** A store whose every method gives back what it was called with. */
function echo(answer: (args: unknown[]) => Promise<unknown>): StateStore {
  const entries = OPERATIONS.map((name) => [name, (...args: unknown[]) => answer(args)]);
  return { ...Object.fromEntries(entries), shardsFailApart: true } as unknown as StateStore;
}

test('every operation of a store is counted, and nothing else', () => {
  const measured = measuredStore(
    echo(async () => null),
    createMeters(0),
  );
  expect(Object.keys(measured).sort()).toEqual([...OPERATIONS, 'shardsFailApart'].sort());
  expect(measured.shardsFailApart).toBe(true);
});

test.each(OPERATIONS)('%s passes its arguments and its answer on, and is counted once', async (name) => {
  const meters = createMeters(0);
  const method = measuredStore(
    echo(async (args) => args),
    meters,
  )[name] as unknown as (...args: string[]) => Promise<string[]>;
  const passed = await method('one', 'two', 'three');
  expect(['one', 'two', 'three'].slice(0, passed.length)).toEqual(passed);
  expect(passed.length).toBe(method.length);
  for (const other of OPERATIONS) expect(meters.calls[other]).toEqual({ ok: other === name ? 1 : 0, failed: 0 });
});

test.each(OPERATIONS)('%s that fails is counted as failed, and fails as it did', async (name) => {
  const meters = createMeters(0);
  const failure = new RangeError('gone');
  const later = measuredStore(
    echo(() => Promise.reject(failure)),
    meters,
  )[name] as unknown as () => Promise<unknown>;
  const atOnce = measuredStore(
    echo(() => {
      throw failure;
    }),
    meters,
  )[name] as unknown as () => Promise<unknown>;
  await expect(later()).rejects.toBe(failure);
  await expect(atOnce()).rejects.toBe(failure);
  expect(meters.calls[name]).toEqual({ ok: 0, failed: 2 });
});
