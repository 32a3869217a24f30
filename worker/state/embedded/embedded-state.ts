import { DEFAULT_DEADLINE_MS, PATIENT_DEADLINE_MS, withDeadline } from '../../core/time/index.ts';
import { shardOf } from '../shard.ts';
import type { StateStore } from '../store.ts';
import { BOARD_NAME, type BoardState } from './board.ts';
import type { GateState } from './gate-state.ts';
import type { ShardState } from './shard-state.ts';
import { type AskObject, exportState, importState, revocations, revoke, tenantPolicies } from './sharded-admin.ts';
import { admit, type ObjectOf, release } from './sharded-admit.ts';
import { createShardedFeeds, FEEDS_DEADLINE_MS } from './sharded-feeds.ts';
import { listKept, readKept, writeKept } from './sharded-kept.ts';
import { countReports, reports } from './sharded-reports.ts';

/**
 * State in the Worker's own Durable Objects, one for each shard.
 * @param deadlineMs how long a request waits for each of them
 */
export function createEmbeddedState(
  namespace: DurableObjectNamespace<GateState>,
  deadlineMs: number = DEFAULT_DEADLINE_MS,
): StateStore {
  // A stub may be bound to the request that made it: one a call, which costs nothing.
  const objectOf: ObjectOf = (shard) => namespace.get(namespace.idFromName(`shard:${shard}`)) as unknown as ShardState;
  const patiently: AskObject = (shard, ask) => withDeadline(ask(objectOf(shard)), PATIENT_DEADLINE_MS);
  const quickly: AskObject = (shard, ask) => withDeadline(ask(objectOf(shard)), deadlineMs);
  const board = (): BoardState => namespace.get(namespace.idFromName(BOARD_NAME)) as unknown as BoardState;
  const feeds = createShardedFeeds(
    {
      askBoard: (objects) => board().board(objects),
      askFeed: (shard, since) => objectOf(shard).feed(since),
      objectId: (shard) => namespace.idFromName(`shard:${shard}`).toString(),
    },
    Math.max(deadlineMs, FEEDS_DEADLINE_MS),
  );
  return {
    shardsFailApart: true,
    admit: ({ patient, ...question }) => admit(objectOf, question, patient === true ? PATIENT_DEADLINE_MS : deadlineMs),
    release: (limits, countedAtMs) => withDeadline(release(objectOf, limits, countedAtMs), deadlineMs),
    revoke: (revocation) => revoke(patiently, revocation),
    revocations: (tenant) => revocations(patiently, tenant),
    tenantPolicy: (tenant) => patiently(shardOf(tenant), (object) => object.tenantPolicy(tenant)),
    setTenantPolicy: (tenant, policy) => patiently(shardOf(tenant), (object) => object.setTenantPolicy(tenant, policy)),
    feed: async (shard, since) => {
      const { announces: _, ...answer } = await patiently(shard, (object) => object.feed(since));
      return answer;
    },
    feeds,
    snapshot: (shard, cursor) => patiently(shard, (object) => object.snapshot(cursor)),
    tenantPolicies: (cursor) => tenantPolicies(patiently, cursor),
    exportState: (cursor) => exportState(patiently, cursor),
    importState: (entries) => importState(patiently, entries),
    readKept: (home, keys) => readKept(quickly, home, keys),
    writeKept: (home, changes) => writeKept(patiently, home, changes),
    listKept: (home, prefix, cursor) => listKept(patiently, home, prefix, cursor),
    countReports: (day, counts) => countReports(patiently, day, counts),
    reports: (today, routes) => reports(patiently, today, routes),
  };
}
