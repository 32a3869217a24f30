import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RevocationScope } from '../../../../worker/state/port.ts';
import { shardOf } from '../../../../worker/state/shard.ts';
import type { StateStore, StoreAnswer, StoreClaim } from '../../../../worker/state/store.ts';
import { randomRuns } from '../../../support/random-runs.ts';
import { BACKENDS, type Backend } from './backends.ts';
import { createModel } from './model.ts';
import { createReplica } from './replica.ts';
import { policy, question, revocation, START } from './samples.ts';

const tenant = fc.constantFrom('acme', 'globex', 'a:*\n\u0000 b', 'acme.user');
const id = fc.constantFrom('u1', 'u2', '*', 'a:b', '');
const scope: fc.Arbitrary<RevocationScope> = fc.oneof(
  fc.record({ kind: fc.constantFrom('session' as const, 'user' as const), tenant, id }),
  fc.record({ kind: fc.constant('tenant' as const), tenant }),
  fc.constant({ kind: 'everyone' as const }),
);
/** The same key always has the same quota and window, as in rules. */
const limit = fc.constantFrom<StoreClaim>(
  { id: 'narrow', tenant: null, key: 'narrow', quota: 2, windowSeconds: 7 },
  { id: 'wide', tenant: null, key: 'wide', quota: 5, windowSeconds: 60 },
  { id: 'hostile', tenant: 'acme', key: 'narrow:*\n\u0000', quota: 3, windowSeconds: 1 },
);
const costed = fc.tuple(limit, fc.constantFrom(1, 1, 2, 4)).map(([claim, cost]) => ({ ...claim, cost }));
const limits = fc.uniqueArray(costed, { maxLength: 3, selector: ({ key }) => key });
const seconds = fc.integer({ min: -100, max: 100 });

type Step =
  | {
      readonly do: 'admit';
      readonly tenant: string | null;
      readonly ids: readonly [string, string];
      readonly at: number;
      readonly limits: readonly StoreClaim[];
    }
  | { readonly do: 'release'; readonly back: number }
  | { readonly do: 'revoke'; readonly scope: RevocationScope; readonly at: number; readonly lifetime: number }
  | { readonly do: 'policy'; readonly tenant: string; readonly notBefore: number | null }
  | { readonly do: 'wait'; readonly ms: number }
  | { readonly do: 'refresh'; readonly tenant: string };

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('admit' as const),
      tenant: fc.option(tenant),
      ids: fc.tuple(id, id),
      at: seconds,
      limits,
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('release' as const), back: fc.nat(3) }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('revoke' as const),
      scope,
      at: seconds,
      lifetime: fc.integer({ min: 1, max: 120 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('policy' as const), tenant, notBefore: fc.option(fc.nat(1000)) }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant('wait' as const), ms: fc.oneof(fc.nat(50), fc.nat(2000), fc.nat(60_000)) }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('refresh' as const), tenant }) },
);

/** Without what each backend is free to choose. */
function comparable({ position, limits: statuses, ...answer }: StoreAnswer): unknown {
  return {
    ...answer,
    limits: statuses.map(({ countedAtMs: _, ...status }) => status),
    position: position === null ? null : 'known',
  };
}

async function play(backend: Backend, steps: readonly Step[]): Promise<void> {
  let nowMs = START;
  await backend.setClock(nowMs);
  const store = await backend.fresh();
  const model = createModel(() => nowMs);
  const counted: { readonly limits: readonly StoreClaim[]; readonly atMs: number }[] = [];
  const replicas = new Map<number, readonly ReturnType<typeof createReplica>[]>();
  const both = async <T>(ask: (store: StateStore) => Promise<T>): Promise<readonly [actual: T, expected: T]> => [
    await ask(store),
    await ask(model),
  ];
  for (const each of steps) {
    switch (each.do) {
      case 'admit': {
        const {
          tenant: who,
          ids: [user, session],
          at,
        } = each;
        const subject = who === null ? null : { tenant: who, user, session, issuedAtSeconds: nowMs / 1000 + at };
        const [actual, expected] = await both((state) =>
          state.admit(question({ tenant: who, subject, limits: each.limits })),
        );
        expect(comparable(actual)).toEqual(comparable(expected));
        if (actual.limits.every(({ granted }) => granted > 0))
          counted.push({ limits: each.limits, atMs: actual.countedAtMs });
        break;
      }
      case 'release': {
        const taken = counted.at(-1 - each.back);
        if (taken !== undefined) await both((state) => state.release(taken.limits, taken.atMs));
        break;
      }
      case 'revoke': {
        const notBefore = nowMs / 1000 + each.at;
        const expires = nowMs / 1000 + each.lifetime;
        await both((state) => state.revoke(revocation(each.scope, { notBefore, expires, reason: `${nowMs}` })));
        break;
      }
      case 'policy':
        await both((state) =>
          state.setTenantPolicy(each.tenant, each.notBefore === null ? null : policy({ notBefore: each.notBefore })),
        );
        break;
      case 'wait':
        nowMs += each.ms;
        await backend.setClock(nowMs);
        break;
      case 'refresh': {
        const shard = shardOf(each.tenant);
        const kept = replicas.get(shard) ?? [createReplica(store, shard), createReplica(model, shard)];
        replicas.set(shard, kept);
        for (const replica of kept) await replica.refresh();
        const [actual, expected] = kept.map((replica) => replica.live(nowMs));
        expect(actual).toEqual(expected);
      }
    }
  }
  const [listed, modelled] = await both((state) => state.revocations(null));
  expect(new Set(listed)).toEqual(new Set(modelled));
}

describe.each(Object.entries(BACKENDS).filter(([name]) => name !== 'the model'))('%s', (_, start) => {
  let backend: Backend;

  beforeAll(async () => {
    backend = await start();
  });
  afterAll(() => backend?.stop());

  test('does what the model does, whatever happens in whatever order', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 60, size: 'max' }), (steps) => play(backend, steps)),
      { numRuns: randomRuns(8), endOnFailure: true },
    );
  });
});
