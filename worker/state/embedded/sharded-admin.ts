import type { Page, Revocation, RevocationScope, StateEntry, TenantPolicyEntry } from '../port.ts';
import { ALL_SHARDS, askShards, shardOf } from '../shard.ts';
import { pageOverShards } from '../shard-pages.ts';
import { LISTED_REVOCATIONS, PAGE_POLICIES } from './list-sizes.ts';
import type { ShardState } from './shard-state.ts';

/** Asks the object of a shard; throws where it does not answer in time. */
export type AskObject = <T>(shard: number, ask: (object: ShardState) => Promise<T>) => Promise<T>;

/** Writes to every object whose tenants it concerns: to all of them for everyone. */
export function revoke(askObject: AskObject, revocation: Revocation): Promise<void> {
  return writeShards(shardsOf(revocation.scope), (shard) => askObject(shard, (object) => object.revoke(revocation)));
}

/** Live ones, newest first. @param tenant that tenant's own and everyone's; `null`: all */
export async function revocations(askObject: AskObject, tenant: string | null): Promise<readonly Revocation[]> {
  if (tenant !== null) return askObject(shardOf(tenant), (object) => object.revocations(tenant));
  const lists = await askShards(ALL_SHARDS, async (shard) => {
    const list = await askObject(shard, (object) => object.revocations(null));
    return list.filter(({ scope }) => isListedOf(shard, scope));
  });
  return lists
    .flat()
    .sort((one, other) => other.notBefore - one.notBefore)
    .slice(0, LISTED_REVOCATIONS);
}

export function tenantPolicies(askObject: AskObject, cursor: string | null): Promise<Page<TenantPolicyEntry>> {
  return pageOverShards(cursor, PAGE_POLICIES, (shard, within) =>
    askObject(shard, (object) => object.tenantPolicies(within)),
  );
}

export function exportState(askObject: AskObject, cursor: string | null): Promise<Page<StateEntry>> {
  return pageOverShards(cursor, PAGE_POLICIES, async (shard, within) => {
    const { entries, next } = await askObject(shard, (object) => object.exportState(within));
    return { entries: entries.filter((entry) => entry.kind !== 'revocation' || isListedOf(shard, entry.scope)), next };
  });
}

/** All entries of one shard, or none of them; where an object does not take its own, the others have theirs. */
export async function importState(askObject: AskObject, entries: readonly StateEntry[]): Promise<void> {
  const byShard = new Map<number, StateEntry[]>();
  for (const entry of entries)
    for (const shard of shardsOfEntry(entry)) byShard.set(shard, [...(byShard.get(shard) ?? []), entry]);
  await writeShards([...byShard.keys()], (shard) =>
    askObject(shard, (object) => object.importState(byShard.get(shard) ?? [])),
  );
}

/** Writes to every object, even if another fails, so that as much as possible is in force. Throws if one has not stored it. */
export async function writeShards(shards: readonly number[], write: (shard: number) => Promise<void>): Promise<void> {
  const failures = await askShards(shards, (shard) =>
    write(shard).then(
      () => [],
      (error: unknown) => [error],
    ),
  );
  const [cause] = failures.flat();
  if (cause === undefined) return;
  const count = failures.flat().length;
  throw new Error(
    `${count} of ${shards.length} parts of the state did not take the change, the others did; do it again (${String(cause)})`,
    { cause },
  );
}

function shardsOfEntry(entry: StateEntry): readonly number[] {
  switch (entry.kind) {
    case 'policy':
      return [shardOf(entry.tenant)];
    case 'kept':
      return [shardOf(entry.home)];
    case 'revocation':
      return shardsOf(entry.scope);
  }
}

function shardsOf(scope: RevocationScope): readonly number[] {
  return scope.kind === 'everyone' ? ALL_SHARDS : [shardOf(scope.tenant)];
}

/** Entries that concern everyone are in every shard, and are listed once. */
function isListedOf(shard: number, scope: RevocationScope): boolean {
  return shard === 0 || scope.kind !== 'everyone';
}
