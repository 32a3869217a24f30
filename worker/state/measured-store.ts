import type { CallTally, Meters } from '../core/metrics/index.ts';
import type { StateStore } from './store.ts';

/** The same store; every call of it is counted with how it ended. */
export function measuredStore(store: StateStore, { calls }: Pick<Meters, 'calls'>): StateStore {
  return {
    shardsFailApart: store.shardsFailApart,
    admit: (question) => counted(calls.admit, () => store.admit(question)),
    release: (limits, countedAtMs) => counted(calls.release, () => store.release(limits, countedAtMs)),
    revoke: (revocation) => counted(calls.revoke, () => store.revoke(revocation)),
    revocations: (tenant) => counted(calls.revocations, () => store.revocations(tenant)),
    tenantPolicy: (tenant) => counted(calls.tenantPolicy, () => store.tenantPolicy(tenant)),
    setTenantPolicy: (tenant, policy) => counted(calls.setTenantPolicy, () => store.setTenantPolicy(tenant, policy)),
    feed: (shard, since) => counted(calls.feed, () => store.feed(shard, since)),
    feeds: (asked) => counted(calls.feeds, () => store.feeds(asked)),
    snapshot: (shard, cursor) => counted(calls.snapshot, () => store.snapshot(shard, cursor)),
    tenantPolicies: (cursor) => counted(calls.tenantPolicies, () => store.tenantPolicies(cursor)),
    exportState: (cursor) => counted(calls.exportState, () => store.exportState(cursor)),
    importState: (entries) => counted(calls.importState, () => store.importState(entries)),
    readKept: (home, keys) => counted(calls.readKept, () => store.readKept(home, keys)),
    writeKept: (home, changes) => counted(calls.writeKept, () => store.writeKept(home, changes)),
    listKept: (home, prefix, cursor) => counted(calls.listKept, () => store.listKept(home, prefix, cursor)),
    countReports: (day, counts) => counted(calls.countReports, () => store.countReports(day, counts)),
    reports: (today, routes) => counted(calls.reports, () => store.reports(today, routes)),
  };
}

async function counted<T>(tally: CallTally, call: () => Promise<T>): Promise<T> {
  try {
    const answer = await call();
    tally.ok += 1;
    return answer;
  } catch (error) {
    tally.failed += 1;
    throw error;
  }
}
