import { withDeadline } from './deadline.ts';
import type { GateState } from './gate-state.ts';
import type { StateStore } from './store.ts';

/** A dead or overloaded store is given up on after this long; the request is then refused. */
const DEADLINE_MS = 250;
/** Operators' calls are rare, and better late than refused. */
const ADMIN_DEADLINE_MS = 2000;
const OBJECT_NAME = 'gate';

/** State in the Worker's own Durable Object. */
export function createEmbeddedState(namespace: DurableObjectNamespace<GateState>): StateStore {
  // A stub may be bound to the request that made it: one a call, which costs nothing.
  const stub = () => namespace.get(namespace.idFromName(OBJECT_NAME)) as unknown as StateStore;
  return {
    admit: (question) => withDeadline(stub().admit(question), DEADLINE_MS),
    release: (limits, countedAtMs) => withDeadline(stub().release(limits, countedAtMs), DEADLINE_MS),
    revoke: (revocation) => withDeadline(stub().revoke(revocation), ADMIN_DEADLINE_MS),
    revocations: (tenant) => withDeadline(stub().revocations(tenant), ADMIN_DEADLINE_MS),
    tenantPolicy: (tenant) => withDeadline(stub().tenantPolicy(tenant), ADMIN_DEADLINE_MS),
    setTenantPolicy: (tenant, policy) => withDeadline(stub().setTenantPolicy(tenant, policy), ADMIN_DEADLINE_MS),
    feed: (shard, since) => withDeadline(stub().feed(shard, since), DEADLINE_MS),
    snapshot: (shard, cursor) => withDeadline(stub().snapshot(shard, cursor), ADMIN_DEADLINE_MS),
    tenantPolicies: (cursor) => withDeadline(stub().tenantPolicies(cursor), ADMIN_DEADLINE_MS),
    exportState: (cursor) => withDeadline(stub().exportState(cursor), ADMIN_DEADLINE_MS),
    importState: (entries) => withDeadline(stub().importState(entries), ADMIN_DEADLINE_MS),
  };
}
