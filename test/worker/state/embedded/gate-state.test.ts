import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { ALL_SHARDS, shardOf } from '../../../../worker/state/shard.ts';
import type { FeedAnswer, FeedPosition, SnapshotPage, StoreAnswer } from '../../../../worker/state/store.ts';
import { type InWorkerd, startInWorkerd } from '../../support/in-workerd.ts';
import { asking, claim, HOSTILE, policy, revocation, START, START_SECONDS } from '../conformance/samples.ts';

interface Subject {
  readonly setClock: (atMs: number) => void;
  readonly ask: (name: string, method: string, args: readonly unknown[]) => unknown;
  readonly records: (name: string, shard: number) => readonly object[];
  readonly sweep: (name: string, shard: number) => void;
  readonly restart: (name: string, shard: number) => void;
}

let workerd: InWorkerd<Subject>;
let name: string;

beforeAll(async () => {
  workerd = await startInWorkerd<Subject>(new URL('../conformance/embedded-subject.mjs', import.meta.url), 'GateState');
});
afterAll(() => workerd?.stop());
beforeEach(async () => {
  name = randomUUID();
  await workerd.call('setClock', START);
});

const ACME = shardOf('acme');
const GLOBEX = shardOf('globex');
const HOUR_MS = 3_600_000;
const ask = async <T>(method: string, ...args: readonly unknown[]): Promise<T> =>
  (await workerd.call('ask', name, method, args)) as T;
const feed = (since: FeedPosition | null, shard = ACME) => ask<FeedAnswer>('feed', shard, since);
const standOf = async (shard: number) => (await feed(null, shard)).position;
const sweep = () => workerd.call('sweep', name, ACME);
const revokeUser = async (id: string, tenant = 'acme'): Promise<FeedPosition> => {
  await ask('revoke', revocation({ kind: 'user', tenant, id }, { expires: START_SECONDS + 9 * 3600 }));
  return standOf(shardOf(tenant));
};
/** Throws the object out of memory. */
const restart = (shard: number) => expect(workerd.call('restart', name, shard)).rejects.toThrow(/a test wants it so/);

test('the feed forgets after an hour, and says so to those that lag behind', async () => {
  const first = await revokeUser('u1');
  const second = await revokeUser('u2');
  await workerd.call('setClock', START + HOUR_MS - 1);
  const third = await revokeUser('u3');
  await sweep();
  expect(await feed(first)).toMatchObject({ kind: 'changes', changes: [{}, {}] });
  await workerd.call('setClock', START + HOUR_MS + 1);
  await sweep();
  expect((await feed(first)).kind).toBe('reload');
  expect(await feed(second)).toMatchObject({ kind: 'changes', changes: [{ scope: { id: 'u3' } }] });
  await workerd.call('setClock', START + 3 * HOUR_MS);
  await sweep();
  expect((await feed(second)).kind).toBe('reload');
  expect(await feed(third)).toEqual({ kind: 'changes', position: third, changes: [], more: false });
});

test('what has run out is swept away, and what has not stays', async () => {
  await revokeUser('u1');
  await ask('revoke', revocation({ kind: 'session', tenant: 'acme', id: 's1' }));
  await ask('setTenantPolicy', 'acme', policy({ requireMfa: true }));
  await workerd.call('setClock', START + HOUR_MS);
  await sweep();
  const answer = await ask<StoreAnswer>('admit', asking('acme', 'u1', 's1'));
  expect(answer).toMatchObject({ revokedBy: 'user', tenantPolicy: { requireMfa: true } });
  expect(await ask<readonly unknown[]>('revocations', null)).toHaveLength(1);
});

test('a record is kept with the answer, as it is, for ninety days', async () => {
  const event = JSON.stringify({ path: '/a\u0000"b', user: 'ä😀' });
  await ask('admit', { ...asking('acme', 'u1', 's1'), record: event });
  await ask('admit', asking('acme', 'u1', 's1'));
  const kept = [{ tenant: 'acme', at: START, event }];
  expect(await workerd.call('records', name, ACME)).toEqual(kept);
  await restart(ACME);
  await workerd.call('setClock', START + 90 * 24 * HOUR_MS);
  await sweep();
  expect(await workerd.call('records', name, ACME)).toEqual(kept);
  await workerd.call('setClock', START + 90 * 24 * HOUR_MS + 1);
  await sweep();
  expect(await workerd.call('records', name, ACME)).toEqual([]);
});

test('each shard is a state of its own: its epoch, its versions, its entries', async () => {
  const positions = await Promise.all(ALL_SHARDS.map(standOf));
  expect(new Set(positions.map(({ epoch }) => epoch)).size).toBe(ALL_SHARDS.length);
  const before = await standOf(GLOBEX);
  const after = await revokeUser('u1');
  expect(after.version).toBeGreaterThan(before.version);
  expect(await standOf(GLOBEX)).toEqual(before);
  expect((await ask<SnapshotPage>('snapshot', GLOBEX, null)).entries).toEqual([]);
  expect((await ask<SnapshotPage>('snapshot', ACME, null)).entries).toHaveLength(1);
  // A position is good for its own shard only.
  expect((await feed(after, GLOBEX)).kind).toBe('reload');
});

test('an object that was thrown out of memory knows all that it acknowledged, and is the same state', async () => {
  const own = { ...claim('own', 5, 3600), tenant: 'acme' };
  const byAddress = claim(
    addressKey((shard) => shard !== ACME),
    5,
    3600,
  );
  const admit = () => ask<StoreAnswer>('admit', { ...asking('acme', 'u1', 's1'), limits: [own, byAddress] });
  await admit();
  const position = await revokeUser('u1');
  await ask('revoke', revocation({ kind: 'everyone' }, { notBefore: START_SECONDS - 3600 }));
  const known = await standOf(ACME);
  await restart(ACME);
  await restart(shardOf(byAddress.key));
  expect(await admit()).toMatchObject({
    revokedBy: 'user',
    position: known,
    limits: [{ remaining: 3 }, { remaining: 3 }],
  });
  expect(await feed(position)).toMatchObject({ kind: 'changes', changes: [{ scope: { kind: 'everyone' } }] });
  expect(await ask<readonly unknown[]>('revocations', null)).toHaveLength(2);
});

test('an object that is thrown out while it is asked loses nothing that was acknowledged', async () => {
  const limit = { ...claim('k', 1000, 3600), tenant: 'acme' };
  let answered = 0;
  for (let round = 0; round < 5; round += 1) {
    const asked = Array.from({ length: 20 }, () => ask('admit', { ...asking('acme', 'u', 's'), limits: [limit] }));
    const killed = workerd.call('restart', name, ACME).catch(() => undefined);
    answered += (await Promise.allSettled(asked)).filter(({ status }) => status === 'fulfilled').length;
    await killed;
  }
  const last = await ask<StoreAnswer>('admit', { ...asking('acme', 'u', 's'), limits: [limit] });
  expect(answered).toBeGreaterThan(0);
  expect(last.limits[0]?.remaining).toBeLessThanOrEqual(1000 - answered - 1);
  expect(last.limits[0]?.remaining).toBeGreaterThanOrEqual(1000 - 101);
});

test('limits never meet, whatever their keys hold, in whichever object they lie', async () => {
  const claims = HOSTILE.flatMap((key) => [claim(key, 1, 60), { ...claim(`acme ${key}`, 1, 60), tenant: 'acme' }]);
  for (const limit of claims) expect(await admitted([limit]), limit.key.slice(0, 20)).toEqual([true]);
  for (const limit of claims) expect(await admitted([limit])).toEqual([false]);
});

test('a revocation of everyone is listed and exported once, and its lists are cut at the newest thousand', async () => {
  await ask('revoke', revocation({ kind: 'everyone' }, { notBefore: START_SECONDS + 1 }));
  const tenants = Array.from({ length: 60 }, (_, index) => `tenant-${index}`);
  const entries = Array.from({ length: 1200 }, (_, index) => ({
    kind: 'revocation' as const,
    ...revocation(
      { kind: 'user', tenant: tenants[index % 60] ?? '', id: `u:${index}` },
      { notBefore: START_SECONDS - index },
    ),
  }));
  await ask('importState', entries);
  const listed = await ask<readonly { readonly notBefore: number }[]>('revocations', null);
  expect(listed.map(({ notBefore }) => START_SECONDS - notBefore)).toEqual(
    Array.from({ length: 1000 }, (_, index) => index - 1),
  );
});

test('a shard of many policies and revocations comes in pages, and none is missed', async () => {
  const tenants = Array.from({ length: 20_000 }, (_, index) => `tenant-${index}`).filter(
    (tenant) => shardOf(tenant) === 5,
  );
  const policies = tenants.slice(0, 401).map((tenant) => ({ kind: 'policy', tenant, policy: policy() }));
  const marks = policies.map(({ tenant }) => ({ kind: 'has-policy', tenant }));
  const revocations = Array.from({ length: 5001 }, (_, index) => ({
    kind: 'revocation',
    ...revocation({ kind: 'user', tenant: tenants[index % 3] ?? '', id: `u:${index}\u2028'` }),
  }));
  const entries = [...policies, ...revocations];
  for (let at = 0; at < entries.length; at += 1000) await ask('importState', entries.slice(at, at + 1000));
  const idOf = (entry: object) => ('scope' in entry ? JSON.stringify(entry.scope) : JSON.stringify(entry));
  type Part = { readonly entries: readonly object[]; readonly next: string | null };
  for (const [read, all] of [
    [(cursor: string | null) => ask<Part>('snapshot', 5, cursor), [...marks, ...revocations]],
    [(cursor: string | null) => ask<Part>('exportState', cursor), entries],
  ] as const) {
    const expected = new Set(all.map(idOf));
    const found: string[] = [];
    for (let cursor: string | null | undefined; cursor !== null; ) {
      const page: Part = await read(cursor ?? null);
      expect(page.entries.length > 0 || page.next === null).toBe(true);
      found.push(...page.entries.map(idOf));
      cursor = page.next;
    }
    expect([new Set(found).size, found.length]).toEqual([expected.size, expected.size]);
    expect(found.filter((id) => !expected.has(id))).toEqual([]);
  }
});

test.each(['', 'x', '32/', '0', '0/x', '0/["policies"]', '0/["revocations","a"]', '1/["other","a"]', '-1/'])(
  '%j is a cursor that no page gave',
  async (cursor) => {
    await expect(ask('exportState', cursor)).rejects.toThrow(/cursor/);
    await expect(ask('tenantPolicies', cursor)).rejects.toThrow(/cursor/);
  },
);

async function admitted(limits: readonly ReturnType<typeof claim>[]): Promise<readonly boolean[]> {
  const answer = await ask<StoreAnswer>('admit', { ...asking('acme', 'u1', 's1'), limits });
  return answer.limits.map((status) => status.admitted);
}

/** A key of no tenant's, in a shard that will do. */
function addressKey(isWanted: (shard: number) => boolean): string {
  const keys = Array.from({ length: 1000 }, (_, index) => `203.0.113.${index}`);
  return keys.find((key) => isWanted(shardOf(key))) ?? '';
}
