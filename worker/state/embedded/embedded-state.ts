import { withDeadline } from '../deadline.ts';
import { shardOf } from '../shard.ts';
import type { StateStore } from '../store.ts';
import type { GateState } from './gate-state.ts';
import type { ShardState } from './shard-state.ts';
import { type AskObject, exportState, importState, revocations, revoke, tenantPolicies } from './sharded-admin.ts';
import { admit, type ObjectOf, release } from './sharded-admit.ts';

/** A dead or overloaded object is given up on after this long; the request is then refused. */
const DEADLINE_MS = 250;
/** Operators' calls are rare, and better late than refused. Of each object. */
const ADMIN_DEADLINE_MS = 2000;

/** State in the Worker's own Durable Objects, one for each shard. */
export function createEmbeddedState(namespace: DurableObjectNamespace<GateState>): StateStore {
  // A stub may be bound to the request that made it: one a call, which costs nothing.
  const objectOf: ObjectOf = (shard) => namespace.get(namespace.idFromName(`shard:${shard}`)) as unknown as ShardState;
  const patiently: AskObject = (shard, ask) => withDeadline(ask(objectOf(shard)), ADMIN_DEADLINE_MS);
  return {
    shardsFailApart: true,
    admit: (question) => admit(objectOf, question, DEADLINE_MS),
    release: (limits, countedAtMs) => withDeadline(release(objectOf, limits, countedAtMs), DEADLINE_MS),
    revoke: (revocation) => revoke(patiently, revocation),
    revocations: (tenant) => revocations(patiently, tenant),
    tenantPolicy: (tenant) => patiently(shardOf(tenant), (object) => object.tenantPolicy(tenant)),
    setTenantPolicy: (tenant, policy) => patiently(shardOf(tenant), (object) => object.setTenantPolicy(tenant, policy)),
    feed: (shard, since) => withDeadline(objectOf(shard).feed(since), DEADLINE_MS),
    snapshot: (shard, cursor) => patiently(shard, (object) => object.snapshot(cursor)),
    tenantPolicies: (cursor) => tenantPolicies(patiently, cursor),
    exportState: (cursor) => exportState(patiently, cursor),
    importState: (entries) => importState(patiently, entries),
  };
}
