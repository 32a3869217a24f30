import { randomUUID } from 'node:crypto';
import * as fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { shardOf } from '../../../../worker/state/shard.ts';
import type { StoreAnswer } from '../../../../worker/state/store.ts';
import { randomRuns } from '../../../support/random-runs.ts';
import { type InWorkerd, startInWorkerd } from '../../support/in-workerd.ts';
import { asking, claim, policy, revocation, START, START_SECONDS } from '../conformance/samples.ts';

interface Subject {
  readonly setClock: (atMs: number) => void;
  readonly ask: (name: string, method: string, args: readonly unknown[]) => unknown;
  readonly sweep: (name: string, shard: number) => void;
  readonly restart: (name: string, shard: number) => void;
}

let workerd: InWorkerd<Subject>;

beforeAll(async () => {
  workerd = await startInWorkerd<Subject>(new URL('../conformance/embedded-subject.mjs', import.meta.url), 'GateState');
});
afterAll(() => workerd?.stop());

const ACME = shardOf('acme');
const id = fc.constantFrom('u1', 'u2');
const limit = fc.constantFrom(
  ...['narrow', 'wide'].map((key, index) => ({ ...claim(key, 2 + index * 9, 20), tenant: 'acme' })),
);
const at = fc.integer({ min: -60, max: 60 });

const command = fc.oneof(
  { weight: 5, arbitrary: fc.tuple(fc.constant('admit' as const), id, at, fc.uniqueArray(limit, { maxLength: 2 })) },
  { weight: 2, arbitrary: fc.tuple(fc.constant('revoke' as const), id, at, fc.constantFrom('user', 'session')) },
  { weight: 1, arbitrary: fc.tuple(fc.constant('policy' as const), fc.boolean()) },
  { weight: 2, arbitrary: fc.tuple(fc.constant('clock' as const), at) },
  { weight: 1, arbitrary: fc.tuple(fc.constant('sweep' as const)) },
);
type Command = typeof command extends fc.Arbitrary<infer C> ? C : never;

/** Asks the object of one name. @returns what it answers, but for what each draws by lot */
async function play(name: string, each: Command, nowMs: number): Promise<unknown> {
  const ask = (method: string, ...args: readonly unknown[]) => workerd.call('ask', name, method, args);
  const seconds = nowMs / 1000;
  switch (each[0]) {
    case 'admit': {
      const [, user, issued, limits] = each;
      const answer = await ask('admit', { ...asking('acme', user, `of-${user}`, seconds + issued), limits });
      return { ...(answer as StoreAnswer), position: null };
    }
    case 'revoke': {
      const [, user, notBefore, kind] = each;
      const scope = { kind: kind as 'user', tenant: 'acme', id: kind === 'user' ? user : `of-${user}` };
      return ask('revoke', revocation(scope, { notBefore: seconds + notBefore, expires: seconds + 40 }));
    }
    case 'policy':
      return ask('setTenantPolicy', 'acme', each[1] ? policy({ notBefore: START_SECONDS }) : null);
    case 'sweep':
      return workerd.call('sweep', name, ACME);
    case 'clock':
      return null;
  }
}

test('an object that is thrown out of memory between any two commands gives the same answers', async () => {
  const steps = fc.array(fc.tuple(command, fc.boolean()), { minLength: 10, maxLength: 40, size: 'max' });
  await fc.assert(
    fc.asyncProperty(steps, async (commands) => {
      const [kept, evicted] = [randomUUID(), randomUUID()];
      let nowMs = START;
      await workerd.call('setClock', nowMs);
      for (const [each, isEvicted] of commands) {
        if (each[0] === 'clock') {
          nowMs += each[1] * 1000;
          await workerd.call('setClock', nowMs);
        }
        if (isEvicted) await workerd.call('restart', evicted, ACME).catch(() => undefined);
        expect(await play(evicted, each, nowMs)).toEqual(await play(kept, each, nowMs));
      }
    }),
    { numRuns: randomRuns(10), endOnFailure: true },
  );
});
