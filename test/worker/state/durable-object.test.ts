import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { shardOf } from '../../../worker/state/shard.ts';
import type { FeedAnswer, FeedPosition, StoreAnswer } from '../../../worker/state/store.ts';
import { type InWorkerd, startInWorkerd } from '../support/in-workerd.ts';
import { asking, claim, policy, revocation, START, START_SECONDS } from './conformance/samples.ts';

interface Subject {
  readonly setClock: (atMs: number) => void;
  readonly ask: (name: string, method: string, args: readonly unknown[]) => unknown;
  readonly sweep: (name: string) => void;
  readonly restart: (name: string) => void;
}

let workerd: InWorkerd<Subject>;
let name: string;

beforeAll(async () => {
  workerd = await startInWorkerd<Subject>(new URL('conformance/embedded-subject.mjs', import.meta.url), 'GateState');
});
afterAll(() => workerd?.stop());
beforeEach(async () => {
  name = randomUUID();
  await workerd.call('setClock', START);
});

const ACME = shardOf('acme');
const HOUR_MS = 3_600_000;
const ask = async <T>(method: string, ...args: readonly unknown[]): Promise<T> =>
  (await workerd.call('ask', name, method, args)) as T;
const feed = (since: FeedPosition) => ask<FeedAnswer>('feed', ACME, since);
const revokeUser = (id: string) =>
  ask<FeedPosition>('revoke', revocation({ kind: 'user', tenant: 'acme', id }, { expires: START_SECONDS + 9 * 3600 }));

test('the feed forgets after an hour, and says so to whoever lags behind', async () => {
  const first = await revokeUser('u1');
  const second = await revokeUser('u2');
  await workerd.call('setClock', START + HOUR_MS - 1);
  const third = await revokeUser('u3');
  await workerd.call('sweep', name);
  expect(await feed(first)).toMatchObject({ kind: 'changes', changes: [{}, {}] });
  await workerd.call('setClock', START + HOUR_MS + 1);
  await workerd.call('sweep', name);
  expect((await feed(first)).kind).toBe('reload');
  expect(await feed(second)).toMatchObject({ kind: 'changes', changes: [{ scope: { id: 'u3' } }] });
  await workerd.call('setClock', START + 3 * HOUR_MS);
  await workerd.call('sweep', name);
  expect((await feed(second)).kind).toBe('reload');
  expect(await feed(third)).toEqual({ kind: 'changes', position: third, changes: [], more: false });
});

test('what has run out is swept away, and what has not stays', async () => {
  await revokeUser('u1');
  await ask('revoke', revocation({ kind: 'session', tenant: 'acme', id: 's1' }));
  await ask('setTenantPolicy', 'acme', policy({ requireMfa: true }));
  await workerd.call('setClock', START + HOUR_MS);
  await workerd.call('sweep', name);
  const answer = await ask<StoreAnswer>('admit', asking('acme', 'u1', 's1'));
  expect(answer).toMatchObject({ revokedBy: 'user', tenantPolicy: { requireMfa: true } });
  expect(await ask<readonly unknown[]>('revocations', null)).toHaveLength(1);
});

test('an object that was thrown out of memory knows all that it acknowledged', async () => {
  const limit = claim('k', 5, 3600);
  const admit = () => ask<StoreAnswer>('admit', { ...asking('acme', 'u1', 's1'), limits: [limit] });
  await admit();
  const position = await revokeUser('u1');
  await expect(workerd.call('restart', name)).rejects.toThrow(/a test wants it so/);
  const answer = await admit();
  expect(answer).toMatchObject({ revokedBy: 'user', position, limits: [{ remaining: 3 }] });
  expect(await feed(position)).toEqual({ kind: 'changes', position, changes: [], more: false });
});
