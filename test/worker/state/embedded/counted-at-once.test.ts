import fc from 'fast-check';
import { afterEach, expect, test, vi } from 'vitest';
import { decodeAnswer, encodeQuestion } from '../../../../worker/state/embedded/admit-text.ts';
import type { ShardState } from '../../../../worker/state/embedded/shard-state.ts';
import type { StoreClaim, StoreQuestion } from '../../../../worker/state/store.ts';
import { START } from '../conformance/samples.ts';
import { createSqliteStorage } from './sqlite-storage.ts';

/** The base of all objects, without the platform around it. */
vi.mock('cloudflare:workers', () => ({
  DurableObject: class {
    readonly ctx: unknown;
    constructor(ctx: unknown) {
      this.ctx = ctx;
    }
  },
}));

/** The object of a shard; its alarm sweeps what has run out. */
interface ShardObject extends ShardState {
  alarm(): Promise<void>;
}

// By its URL, since the types of the Worker's runtime are not those of the tests.
const { GateState } = (await import(
  new URL('../../../../worker/state/embedded/gate-state.ts', import.meta.url).href
)) as { readonly GateState: new (ctx: unknown, env: unknown) => ShardObject };

const WINDOW_SECONDS = 60;
const QUOTAS: Readonly<Record<string, number>> = { a: 3, b: 5 };

type Event =
  | { readonly do: 'count'; readonly keys: readonly string[]; readonly cost: number; readonly record: boolean }
  | { readonly do: 'release' | 'sweep' | 'evict' | 'report' | 'synced' | 'turn' }
  | { readonly do: 'fail'; readonly when: 'before' | 'after' | 'sync' }
  | { readonly do: 'pass'; readonly ms: number };

interface Counted {
  readonly key: string;
  readonly atMs: number;
  left: number;
}

afterEach(() => {
  vi.useRealTimers();
});

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** One shard on a disk that fails where the test says so, and all that its object has answered. */
function createShard() {
  const disk = createSqliteStorage();
  let failing: 'before' | 'after' | 'sync' | null = null;
  let syncs: (() => void)[] = [];
  const fails = (when: typeof failing): boolean => {
    const does = failing === when;
    if (does) failing = null;
    return does;
  };
  let life = 0;
  const storageOf = (own: number) => ({
    sql: disk.sql,
    transactionSync: <T>(run: () => T): T => {
      if (own !== life || fails('before')) throw new Error('the disk is full');
      return disk.transactionSync(() => {
        const result = run();
        if (fails('after')) throw new Error('the disk is full');
        return result;
      });
    },
    sync: () =>
      fails('sync')
        ? Promise.reject(new Error('the disk is away'))
        : new Promise<void>((resolve) => syncs.push(resolve)),
    getAlarm: async () => START,
    setAlarm: async () => undefined,
  });
  const start = (): ShardObject =>
    new GateState(
      {
        storage: storageOf(life),
        id: { toString: () => 'shard' },
        blockConcurrencyWhile: (run: () => unknown) => run(),
      },
      {},
    );
  const counted: Counted[] = [];
  let object = start();
  return {
    counted,
    fail: (when: 'before' | 'after' | 'sync') => {
      failing = when;
    },
    synced: () => {
      for (const resolve of syncs.splice(0)) resolve();
    },
    /** What was not answered yet is never answered; what was not written is gone. */
    evict: () => {
      failing = null;
      syncs = [];
      life += 1;
      object = start();
    },
    count: async (keys: readonly string[], cost: number, record: boolean): Promise<void> => {
      const limits = keys.map(
        (key): StoreClaim => ({
          id: key,
          key,
          tenant: null,
          quota: QUOTAS[key] ?? 0,
          windowSeconds: WINDOW_SECONDS,
          cost,
        }),
      );
      const question: StoreQuestion = { tenant: null, subject: null, record: record ? 'a record' : null, limits };
      const begunIn = life;
      const text = await object.admit(encodeQuestion(question)).catch(() => null);
      if (text === null || begunIn !== life) return;
      const { limits: statuses, countedAtMs } = decodeAnswer(text, question);
      for (const { id, granted } of statuses)
        if (granted > 0) counted.push({ key: id, atMs: countedAtMs, left: granted });
      // At the moment of the answer, what it says is on disk.
      expectAllOnDisk();
    },
    release: async (): Promise<void> => {
      const one = counted.find(({ left }) => left > 0);
      if (one === undefined) return;
      // Before the call: it may have been written though it fails.
      one.left -= 1;
      const { key, atMs } = one;
      const claim = { id: key, key, tenant: null, quota: QUOTAS[key] ?? 0, windowSeconds: WINDOW_SECONDS, cost: 1 };
      await object.release([claim], atMs).catch(() => undefined);
    },
    sweep: () => object.alarm().catch(() => undefined),
    report: () => object.countReports(20_000, []).catch(() => undefined),
  };

  function expectAllOnDisk(): void {
    for (const [key, quota] of Object.entries(QUOTAS)) {
      const [row] = disk.sql.exec('SELECT window FROM limits WHERE key = ?', key) as { readonly window: string }[];
      const window = row === undefined ? [] : (JSON.parse(row.window) as [bucket: number, count: number][]);
      const onDisk = window
        .filter(([bucket]) => bucket >= Math.floor(Date.now() / 1000) - WINDOW_SECONDS)
        .reduce((sum, [, count]) => sum + count, 0);
      const live = counted.filter(({ key: of, atMs }) => of === key && Date.now() - atMs < WINDOW_SECONDS * 1000);
      const answered = live.reduce((sum, { left }) => sum + left, 0);
      expect(answered).toBeLessThanOrEqual(quota);
      expect(onDisk).toBeGreaterThanOrEqual(answered);
    }
  }
}

const EVENT: fc.Arbitrary<Event> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constant('count' as const),
      keys: fc.constantFrom(['a'], ['b'], ['a', 'b'], ['b', 'a']),
      cost: fc.integer({ min: 1, max: 2 }),
      record: fc.boolean(),
    }),
  },
  { weight: 6, arbitrary: fc.record({ do: fc.constantFrom('release', 'sweep', 'evict', 'report', 'synced', 'turn') }) },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('fail' as const), when: fc.constantFrom('before', 'after', 'sync') }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('pass' as const), ms: fc.integer({ min: 0, max: 70_000 }) }) },
) as fc.Arbitrary<Event>;

/** So that all that may yet be answered is. */
const REST: readonly Event[] = (['turn', 'synced', 'turn', 'synced', 'turn'] as const).map((each) => ({ do: each }));

test('an answer leaves after its count is on disk, and no window holds more than the quota, whichever write fails', async () => {
  let answers = 0;
  vi.useFakeTimers({ toFake: ['Date'], now: START });
  await fc.assert(
    fc.asyncProperty(fc.array(EVENT, { maxLength: 60 }), async (events) => {
      vi.setSystemTime(START);
      const shard = createShard();
      const failures: unknown[] = [];
      const call = (made: Promise<unknown>): void => void made.catch((error: unknown) => failures.push(error));
      for (const event of [...events, ...REST]) {
        if (event.do === 'count') call(shard.count(event.keys, event.cost, event.record));
        else if (event.do === 'fail') shard.fail(event.when);
        else if (event.do === 'pass') vi.setSystemTime(Date.now() + event.ms);
        else if (event.do === 'turn') await turn();
        else if (event.do === 'synced' || event.do === 'evict') shard[event.do]();
        else call(shard[event.do]());
      }
      expect(failures).toEqual([]);
      answers += shard.counted.length;
    }),
    { numRuns: 500 },
  );
  expect(answers).toBeGreaterThan(500);
});
