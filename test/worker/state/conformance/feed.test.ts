import { describe, expect, test } from 'vitest';
import { SHARDS, shardOf } from '../../../../worker/state/shard.ts';
import type { SnapshotEntry, SnapshotPage, StoreEntry } from '../../../../worker/state/store.ts';
import { BACKENDS } from './backends.ts';
import { freshBackend } from './fresh-backend.ts';
import { createReplica } from './replica.ts';
import { asking, HOSTILE, policy, question, revocation, START, START_SECONDS } from './samples.ts';

const ACME = shardOf('acme');
const GLOBEX = shardOf('globex');
/** Two tenants of one shard, and one of another. */
const NEIGHBOUR =
  Array.from({ length: 1000 }, (_, index) => `tenant-${index}`).find((tenant) => shardOf(tenant) === ACME) ?? '';

test('the tenants of these tests lie as they must', () => {
  expect(ACME).not.toBe(GLOBEX);
  expect(shardOf(NEIGHBOUR)).toBe(ACME);
});

describe.each(Object.entries(BACKENDS))('the feed of %s', (_, start) => {
  const state = freshBackend(start);

  const user = (tenant: string, id: string): StoreEntry => ({
    kind: 'revocation',
    scope: { kind: 'user', tenant, id },
    notBefore: START_SECONDS,
    expires: START_SECONDS + 900,
  });
  const revokeUser = (tenant: string, id: string) => state.store.revoke(revocation({ kind: 'user', tenant, id }));
  const standOf = async (shard: number) => (await state.store.feed(shard, null)).position;

  test('a replica that saw nothing yet reads a snapshot; it and later changes are complete', async () => {
    await revokeUser('acme', 'u1');
    await state.store.setTenantPolicy('acme', policy({ suspended: true }));
    expect(await state.store.feed(ACME, null)).toMatchObject({ kind: 'reload' });
    const page = await state.store.snapshot(ACME, null);
    await revokeUser('acme', 'u2');
    expect(await state.store.feed(ACME, page.position)).toMatchObject({
      kind: 'changes',
      changes: [user('acme', 'u2')],
      more: false,
    });
    const replica = createReplica(state.store, ACME);
    expect(await replica.refresh()).toBe(true);
    expect(Object.keys(replica.live(START)).length).toBe(3);
    expect(await replica.refresh()).toBe(false);
  });

  test('changes come in order, once, to their own shard', async () => {
    const since = await standOf(ACME);
    const other = await standOf(GLOBEX);
    await revokeUser('acme', 'u1');
    await state.store.setTenantPolicy(NEIGHBOUR, policy({ requireMfa: true }));
    await revokeUser('globex', 'u1');
    await state.store.setTenantPolicy(NEIGHBOUR, null);
    const position = await standOf(ACME);
    const answer = await state.store.feed(ACME, since);
    expect(answer).toEqual({
      kind: 'changes',
      position,
      more: false,
      changes: [
        user('acme', 'u1'),
        { kind: 'policy', tenant: NEIGHBOUR, policy: policy({ requireMfa: true }) },
        { kind: 'policy', tenant: NEIGHBOUR, policy: null },
      ],
    });
    expect(await state.store.feed(ACME, position)).toEqual({ kind: 'changes', position, changes: [], more: false });
    expect(await state.store.feed(GLOBEX, other)).toMatchObject({ changes: [user('globex', 'u1')] });
  });

  test('what concerns everyone reaches every shard', async () => {
    const before = await Promise.all(Array.from({ length: SHARDS }, (_item, shard) => standOf(shard)));
    await state.store.revoke(revocation({ kind: 'everyone' }));
    for (const [shard, since] of before.entries()) {
      const answer = await state.store.feed(shard, since);
      expect(answer).toMatchObject({
        kind: 'changes',
        position: await standOf(shard),
        changes: [{ scope: { kind: 'everyone' } }],
      });
      expect((await state.store.snapshot(shard, null)).entries.length + (await countRest(shard))).toBe(1);
    }
  });

  const countRest = async (shard: number): Promise<number> => {
    let { next } = await state.store.snapshot(shard, null);
    let count = 0;
    while (next !== null) {
      const page = await state.store.snapshot(shard, next);
      count += page.entries.length;
      next = page.next;
    }
    return count;
  };

  test('a change says what holds, not what was asked for', async () => {
    await revokeUser('acme', 'u1');
    const since = await standOf(ACME);
    await state.store.revoke(
      revocation(
        { kind: 'user', tenant: 'acme', id: 'u1' },
        { notBefore: START_SECONDS - 5, expires: START_SECONDS + 5 },
      ),
    );
    expect(await state.store.feed(ACME, since)).toMatchObject({ changes: [user('acme', 'u1')] });
  });

  test('every answer of admit tells how far the tenant’s shard is', async () => {
    const since = await standOf(ACME);
    expect((await state.store.admit(asking('acme', 'u', 's'))).position).toEqual(since);
    await revokeUser('acme', 'u1');
    const position = await standOf(ACME);
    expect(position.version).toBeGreaterThan(since.version);
    expect(position.epoch).toBe(since.epoch);
    expect((await state.store.admit(question({ tenant: 'acme' }))).position).toEqual(position);
    expect((await state.store.admit(question({ tenant: NEIGHBOUR }))).position).toEqual(position);
  });

  test('a position of another state, or of one that is ahead, is no position', async () => {
    await revokeUser('acme', 'u1');
    const position = await standOf(ACME);
    for (const since of [
      { ...position, epoch: 'other' },
      { ...position, version: position.version + 1_000_000 },
    ])
      expect(await state.store.feed(ACME, since)).toEqual({ kind: 'reload', position, lost: true });
    expect(await state.store.feed(ACME, null)).toEqual({ kind: 'reload', position, lost: false });
  });

  test('nor is one of another history, though its versions are the same', async () => {
    await revokeUser('acme', 'u1');
    const first = await standOf(ACME);
    await revokeUser('acme', 'u2');
    const second = await standOf(ACME);
    await state.store.revoke(revocation({ kind: 'everyone' }));
    const position = await standOf(ACME);
    expect(new Set([first, second, position].map(({ mark }) => mark)).size).toBe(3);
    for (const since of [first, second, position]) {
      expect(await state.store.feed(ACME, since)).toMatchObject({ kind: 'changes', position });
      for (const mark of ['', 'another', first.mark === since.mark ? second.mark : first.mark])
        expect(await state.store.feed(ACME, { ...since, mark })).toEqual({ kind: 'reload', position, lost: true });
    }
    // Between two changes there is none whose version one could have seen.
    if (second.version - first.version > 1)
      expect(await state.store.feed(ACME, { ...first, version: first.version + 1 })).toMatchObject({ lost: true });
    expect((await state.store.snapshot(ACME, null)).position).toEqual(position);
    expect((await state.store.admit(asking('acme', 'u', 's'))).position).toEqual(position);
  });

  test('versions grow even where the clock stands or steps back', async () => {
    const versions: number[] = [];
    for (const offset of [0, 0, -60_000, 5, 5]) {
      await state.backend.setClock(START + offset);
      await revokeUser('acme', `u${versions.length}`);
      versions.push((await standOf(ACME)).version);
    }
    expect(versions).toEqual([...new Set(versions)].sort((one, other) => one - other));
  });

  test('more changes than one answer holds come in several', async () => {
    const replica = createReplica(state.store, ACME);
    await replica.refresh();
    const ids = Array.from({ length: 1234 }, (_item, index) => `u${index}`);
    await state.store.importState(
      ids.map((id) => ({ ...revocation({ kind: 'user', tenant: 'acme', id }), kind: 'revocation' as const })),
    );
    expect(await replica.refresh()).toBe(false);
    expect(Object.keys(replica.live(START)).length).toBe(1234);
    const late = createReplica(state.store, ACME);
    expect(await late.refresh()).toBe(true);
    expect(late.live(START)).toEqual(replica.live(START));
  });

  test('a snapshot shows that a tenant has a policy, for tenants of every name', async () => {
    const tenants = HOSTILE.filter((each) => each !== '').map((each) => `acme","policy":${each}`);
    for (const tenant of tenants) await state.store.setTenantPolicy(tenant, policy({ addresses: ['192.0.2.0/24'] }));
    for (const shard of new Set(tenants.map(shardOf))) {
      const replica: SnapshotEntry[] = [];
      let cursor: string | null = null;
      do {
        const page: SnapshotPage = await state.store.snapshot(shard, cursor);
        replica.push(...page.entries);
        cursor = page.next;
      } while (cursor !== null);
      const expected = tenants.filter((tenant) => shardOf(tenant) === shard);
      expect(new Set(replica)).toEqual(new Set(expected.map((tenant) => ({ kind: 'has-policy', tenant }))));
    }
  });

  test('a snapshot leaves out what has run out, and what is taken away', async () => {
    await state.store.revoke(revocation({ kind: 'user', tenant: 'acme', id: 'u1' }, { expires: START_SECONDS + 10 }));
    await revokeUser('acme', 'u2');
    await state.store.setTenantPolicy('acme', policy());
    await state.store.setTenantPolicy('acme', null);
    await state.backend.setClock(START + 10_000);
    const replica = createReplica(state.store, ACME);
    await replica.refresh();
    expect(Object.keys(replica.live(START)).length).toBe(1);
  });
});
