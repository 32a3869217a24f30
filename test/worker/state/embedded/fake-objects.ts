import { decodeQuestion, encodeAnswer } from '../../../../worker/state/embedded/admit-text.ts';
import type { ShardState } from '../../../../worker/state/embedded/shard-state.ts';
import type { ObjectOf } from '../../../../worker/state/embedded/sharded-admit.ts';
import { createModel } from '../conformance/model.ts';
import { START } from '../conformance/samples.ts';

/** Objects that keep their shards in memory, each by a clock of its own. */
export interface FakeObjects {
  readonly objectOf: ObjectOf;
  /** What was called: shard, method, arguments. */
  readonly calls: readonly (readonly [shard: number, method: string, ...args: unknown[]])[];
  /** Sets the clock of one shard's machine. */
  readonly setClock: (shard: number, atMs: number) => void;
  /** Makes a method of a shard fail, or never answer; `null`: all is well again. */
  readonly fail: (shard: number, method: keyof ShardState, how: 'throws' | 'hangs' | null) => void;
}

export function createFakeObjects(): FakeObjects {
  const clocks = new Map<number, number>();
  const objects = new Map<number, ShardState>();
  const failing = new Map<string, 'throws' | 'hangs' | null>();
  const calls: (readonly [shard: number, method: string, ...args: unknown[]])[] = [];
  const made = (shard: number): ShardState => {
    const model = createModel(() => clocks.get(shard) ?? START);
    const own: ShardState = {
      ...model,
      admit: async (text) => {
        const { limits, renewal, ...question } = decodeQuestion(text);
        const claims = limits.map((claim) => ({ ...claim, id: claim.key, tenant: null }));
        const cookie = renewal === null ? null : { ...renewal, age: 'fresh' as const };
        const { tenantPolicy, ...answer } = await model.admit({ ...question, renewal: cookie, limits: claims });
        return encodeAnswer({ ...answer, policyText: tenantPolicy === null ? null : JSON.stringify(tenantPolicy) });
      },
      feed: (since) => model.feed(shard, since),
      snapshot: (cursor) => model.snapshot(shard, cursor),
    };
    const methods = Object.entries(own).map(([name, method]) => [
      name,
      async (...args: never[]): Promise<unknown> => {
        calls.push([shard, name, ...args]);
        const how = failing.get(`${shard} ${name}`);
        if (how === 'throws') throw new Error(`shard ${shard} is away`);
        if (how === 'hangs') return new Promise(() => undefined);
        return (method as (...given: never[]) => Promise<unknown>)(...args);
      },
    ]);
    return Object.fromEntries(methods) as unknown as ShardState;
  };
  return {
    objectOf: (shard) => {
      const object = objects.get(shard) ?? made(shard);
      objects.set(shard, object);
      return object;
    },
    calls,
    setClock: (shard, atMs) => void clocks.set(shard, atMs),
    fail: (shard, method, how) => void failing.set(`${shard} ${method}`, how),
  };
}
