import { createMeters, type Meters } from '../../core/metrics/index.ts';
import { createSteadyClock, DEFAULT_DEADLINE_MS } from '../../core/time/index.ts';
import type { StatePort } from '../port.ts';
import type { AskFeeds, Relay } from '../relay/index.ts';
import { shardOf } from '../shard.ts';
import type { StateStore } from '../store.ts';
import { createAdmit } from './admit.ts';
import { createBreakers } from './breaker.ts';
import { BOUND_MS } from './copy-age.ts';
import { stateFigures } from './figures.ts';
import { createKnownRevocations } from './known-revocations.ts';
import { createAskFeeds } from './news/index.ts';
import { createPolicyMemory } from './policies/index.ts';
import { createQuestions } from './questions.ts';
import { createReplicas } from './replicas.ts';
import { createSeenGenerations } from './seen-generations.ts';
import { createWatch } from './watch-session.ts';

export { BOUND_MS };

/** Deadlines without any answer after which a store is silent, and not merely late. */
const SILENT_DEADLINES = 3;

export interface ReplicatedStateOptions {
  /** How long a request waits for an answer. */
  readonly deadlineMs?: number;
  /** Waits by another clock than the one that may be set; absent where there is none. */
  readonly wait?: (ms: number) => Promise<void>;
  /** What the policies of tenants that are held may take. */
  readonly policyBytes?: number;
  readonly meters?: Pick<Meters, 'answers' | 'leased' | 'breakerOpenings' | 'late' | 'writtenBack' | 'refreshes'>;
  /** Shares what is heard with the other isolates of the location; absent where there are none, or nothing to share it by. */
  readonly relay?: (askStore: AskFeeds) => Relay;
}

/**
 * Shared state with a replica of what was revoked, in this isolate.
 * @param now milliseconds since the epoch, as set: it may step
 */
export function createReplicatedState(
  store: StateStore,
  now: () => number,
  {
    deadlineMs = DEFAULT_DEADLINE_MS,
    wait,
    policyBytes,
    meters = createMeters(now()),
    relay = withoutRelay,
  }: ReplicatedStateOptions = {},
): StatePort {
  const clock = createSteadyClock(now);
  const known = createKnownRevocations();
  const policies = createPolicyMemory(policyBytes);
  const breakers = createBreakers(store.shardsFailApart, {
    now: clock.now,
    silenceMs: SILENT_DEADLINES * deadlineMs,
    onOpen: () => {
      meters.breakerOpenings += 1;
    },
  });
  const questions = createQuestions(store, breakers, clock.now, deadlineMs, meters);
  const replicas = createReplicas({
    store,
    breakers,
    known,
    policies,
    now,
    clock,
    deadlineMs,
    wait: wait ?? null,
    meters,
    relay: relay(createAskFeeds(store, breakers)),
  });
  const seen = createSeenGenerations();
  const means = { questions, seen, replicas, moment: clock.moment, meters };

  return {
    admit: createAdmit(means),
    watch: createWatch(means),
    reach: async () => {
      await store.admit({ tenant: null, subject: null, limits: [], record: null });
    },
    figures: () => stateFigures(replicas, known, policies, breakers, clock.now()),
    positionOf: (tenant) => {
      const position = replicas.known(tenant)?.position ?? null;
      return position === null ? null : { epoch: position.epoch, version: position.version };
    },
    release: async (limits, countedAtMs) => {
      await store.release(limits, countedAtMs);
      for (const claim of limits) questions.forgetRefusal(claim);
    },
    revoke: async (revocation) => {
      await store.revoke(revocation);
      replicas.noteWritten(revocation);
    },
    revocations: (tenant) => store.revocations(tenant),
    tenantPolicy: (tenant) => store.tenantPolicy(tenant),
    setTenantPolicy: async (tenant, policy) => {
      await store.setTenantPolicy(tenant, policy);
      replicas.outdate(tenant);
    },
    tenantPolicies: (cursor) => store.tenantPolicies(cursor),
    exportState: (cursor) => store.exportState(cursor),
    importState: async (entries) => {
      await store.importState(entries);
      for (const entry of entries) if (entry.kind === 'revocation') replicas.noteWritten(entry);
      replicas.outdate(null);
    },
    readKept: (home, keys) => breakers.run([shardOf(home)], () => store.readKept(home, keys)),
    writeKept: (home, changes) => store.writeKept(home, changes),
    listKept: (home, prefix, cursor) => store.listKept(home, prefix, cursor),
    countReports: (day, counts) => store.countReports(day, counts),
    reports: (today, routes) => store.reports(today, routes),
  };
}

/** Every isolate asks for itself. */
function withoutRelay(askStore: AskFeeds): Relay {
  return { feeds: askStore, ask: askStore };
}
