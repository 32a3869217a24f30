import { beforeEach, describe, expect, test } from 'vitest';
import * as admin from '../../../../worker/state/embedded/sharded-admin.ts';
import type { StateEntry } from '../../../../worker/state/port.ts';
import { ALL_SHARDS, shardOf } from '../../../../worker/state/shard.ts';
import { policy, revocation } from '../conformance/samples.ts';
import { createFakeObjects, type FakeObjects } from './fake-objects.ts';

let objects: FakeObjects;

beforeEach(() => {
  objects = createFakeObjects();
});

const askObject: admin.AskObject = (shard, ask) => ask(objects.objectOf(shard));
const EVERYONE = revocation({ kind: 'everyone' });
const BROKEN = shardOf('globex');
const holdsEveryone = async (shard: number) => (await objects.objectOf(shard).revocations('none')).length === 1;
const called = (method: string) => objects.calls.filter(([, name]) => name === method).map(([shard]) => shard);

describe('a revocation', () => {
  test('of everyone is written to every shard', async () => {
    await admin.revoke(askObject, EVERYONE);
    expect(await Promise.all(ALL_SHARDS.map(holdsEveryone))).toEqual(ALL_SHARDS.map(() => true));
  });

  test('of one tenant is written to its own alone', async () => {
    await admin.revoke(askObject, revocation({ kind: 'tenant', tenant: 'acme' }));
    expect(called('revoke')).toEqual([shardOf('acme')]);
  });

  test('that a shard does not take is told of, holds in all others, and can be repeated', async () => {
    objects.fail(BROKEN, 'revoke', 'throws');
    await expect(admin.revoke(askObject, EVERYONE)).rejects.toThrow(
      `1 of 32 parts of the state did not take the change, the others did; do it again (Error: shard ${BROKEN} is away)`,
    );
    expect(await Promise.all(ALL_SHARDS.map(holdsEveryone))).toEqual(ALL_SHARDS.map((shard) => shard !== BROKEN));
    objects.fail(BROKEN, 'revoke', null);
    await admin.revoke(askObject, EVERYONE);
    expect(await Promise.all(ALL_SHARDS.map(holdsEveryone))).toEqual(ALL_SHARDS.map(() => true));
    expect(await admin.revocations(askObject, null)).toEqual([EVERYONE]);
  });
});

describe('an import', () => {
  const entries: readonly StateEntry[] = [
    { kind: 'policy', tenant: 'acme', policy: policy({ suspended: true }) },
    { kind: 'revocation', ...EVERYONE },
    { kind: 'policy', tenant: 'globex', policy: policy({ requireMfa: true }) },
    { kind: 'revocation', ...revocation({ kind: 'user', tenant: 'acme', id: 'a:*\n b' }) },
  ];

  test('is one call to each shard that it concerns, in its own order', async () => {
    await admin.importState(askObject, entries);
    expect(called('importState').sort()).toEqual([...ALL_SHARDS].sort());
    const ofAcme = objects.calls.find(([shard, name]) => shard === shardOf('acme') && name === 'importState')?.[2];
    expect(ofAcme).toEqual([entries[0], entries[1], entries[3]]);
    await admin.importState(askObject, []);
    expect(called('importState').length).toBe(ALL_SHARDS.length);
  });

  test('that a shard does not take has reached the others, and can be repeated', async () => {
    objects.fail(BROKEN, 'importState', 'throws');
    await expect(admin.importState(askObject, entries)).rejects.toThrow('1 of 32 parts of the state');
    expect(await objects.objectOf(shardOf('acme')).tenantPolicy('acme')).toEqual(policy({ suspended: true }));
    expect(await objects.objectOf(BROKEN).tenantPolicy('globex')).toBe(null);
    objects.fail(BROKEN, 'importState', null);
    await admin.importState(askObject, entries);
    const { entries: exported, next } = await admin.exportState(askObject, null);
    const inOrder = (list: readonly StateEntry[]) =>
      list.map((entry) => JSON.stringify(Object.entries(entry).sort())).sort();
    expect([inOrder(exported), next]).toEqual([inOrder(entries), null]);
  });
});

test('lists fail where one shard does not answer: a part of the truth looks like the whole', async () => {
  objects.fail(BROKEN, 'revocations', 'throws');
  objects.fail(BROKEN, 'exportState', 'throws');
  await expect(admin.revocations(askObject, null)).rejects.toThrow('away');
  await expect(admin.exportState(askObject, null)).rejects.toThrow('away');
});

test('pages hold what several shards have, and none but the last is short', async () => {
  const tenants = Array.from({ length: 501 }, (_, index) => `tenant-${index}`);
  for (const tenant of tenants) await objects.objectOf(shardOf(tenant)).setTenantPolicy(tenant, policy());
  const found: string[] = [];
  const sizes: number[] = [];
  for (let cursor: string | null = null; ; ) {
    const page: Awaited<ReturnType<typeof admin.tenantPolicies>> = await admin.tenantPolicies(askObject, cursor);
    found.push(...page.entries.map(({ tenant }) => tenant));
    sizes.push(page.entries.length);
    cursor = page.next;
    if (cursor === null) break;
  }
  expect(found.sort()).toEqual(tenants.sort());
  expect(sizes.slice(0, -1).every((size) => size >= 200)).toBe(true);
  expect(sizes.length).toBe(3);
});
