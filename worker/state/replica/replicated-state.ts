import type { LimitClaim } from '@portcullis/rules/engine';
import { createMeters, type Meters, type StateFigures } from '../../core/meters.ts';
import { withDeadline } from '../deadline.ts';
import type { AdmitAnswer, AdmitQuestion, StatePort, WaitUntil } from '../port.ts';
import { shardOf } from '../shard.ts';
import type { FeedPosition, StateStore, StoreAnswer } from '../store.ts';
import { createBreakers } from './breaker.ts';
import { createLeases, type LeftOver, type Spending } from './leases.ts';
import { createRefusedKeys } from './refused-keys.ts';
import { createShardReplica, type Feed, type ShardReplica } from './shard-replica.ts';
import { questionOf, watchSession } from './watch-session.ts';

/** Limits of which a slice was spent, and how they stand. */
type Spent = ReadonlyMap<LimitClaim, Spending>;

/** A request is never judged by knowledge that is older: a second, less what it takes an answer to go out. */
export const BOUND_MS = 900;
/** A refresh begins so much before the bound, so that traffic need not wait for it. */
const LEAD_MS = 50;
/** Waiting for a refresh that another request began, which may have been cancelled with it. */
const REFRESH_DEADLINE_MS = 250;

/** How long a copy that no request has been judged by since still counts for {@link StateFigures.ageMs}. */
const FIGURES_MS = 60_000;

/** Shared state with a replica of what was revoked, in this isolate. @param now milliseconds since the epoch */
export function createReplicatedState(
  store: StateStore,
  now: () => number,
  meters: Pick<Meters, 'answers' | 'leased' | 'breakerOpenings'> = createMeters(now()),
): StatePort {
  const replicas = new Map<number, ShardReplica>();
  const breakers = createBreakers(store.shardsFailApart, now, () => {
    meters.breakerOpenings += 1;
  });
  const refused = createRefusedKeys(now);
  const leases = createLeases(now);
  /** Of states that were lost, by the shard that they are lost to; only signed cookies name them, so there are few. */
  const goneEpochs = new WeakMap<ShardReplica, Set<string>>();
  const isGone = (replica: ShardReplica, epoch: string): boolean => goneEpochs.get(replica)?.has(epoch) === true;
  const lastJudged = new Map<ShardReplica, { readonly atMs: number; readonly ageMs: number }>();

  /** Each call counts once, however many requests wait for the refresh that it is part of. */
  const feed: Feed = {
    feed: (shard, since) => breakers.of(shard).run(() => store.feed(shard, since)),
    snapshot: (shard, cursor) => breakers.of(shard).run(() => store.snapshot(shard, cursor)),
  };

  const replicaOf = (tenant: string): ShardReplica => {
    const shard = shardOf(tenant);
    const known = replicas.get(shard);
    if (known !== undefined) return known;
    const made = createShardReplica(feed, shard, now);
    replicas.set(shard, made);
    return made;
  };
  /** What was changed here is known here from the next request on. @param tenant `null`: it concerns everyone */
  const outdate = (tenant: string | null): void => {
    for (const [shard, replica] of replicas) if (tenant === null || shard === shardOf(tenant)) replica.outdate();
  };
  const refresh = (replica: ShardReplica, waitUntil: WaitUntil): Promise<void> => {
    const refreshed = replica.refresh();
    // A request that is cancelled would take the refresh of all others with it.
    waitUntil(refreshed.catch(() => undefined));
    return withDeadline(refreshed, REFRESH_DEADLINE_MS);
  };
  const refreshBehind = (replica: ShardReplica, waitUntil: WaitUntil): void => {
    waitUntil(refresh(replica, waitUntil).catch(() => undefined));
  };
  /** Asks the store, for the limits that no slice in this isolate covers. */
  const ask = async (question: AdmitQuestion, spent: Spent, waitUntil: WaitUntil): Promise<AdmitAnswer> => {
    const askedMs = now();
    const { tenant, subject, limits, record } = question;
    const open = limits.filter((claim) => !spent.has(claim));
    const demands = open.map((claim) => (claim.leased === true ? leases.demand(claim) : null));
    const claims = open.map((claim, index) => ({ ...claim, ...demands[index] }));
    giveBackLeftOvers(open, waitUntil);
    const parts = [...(tenant === null ? [] : [tenant]), ...open.map((claim) => claim.tenant ?? claim.key)];
    const answer = await breakers
      .run((parts.length === 0 ? [''] : parts).map(shardOf), () =>
        store.admit({ tenant, subject, limits: claims, record }),
      )
      .finally(() => {
        for (const [index, claim] of open.entries()) leases.settle(claim, demands[index] ?? null);
      });
    meters.answers.store += 1;
    refused.learn(open, answer.limits, askedMs);
    const isRefused = answer.limits.some(({ admitted }) => !admitted);
    for (const [index, claim] of open.entries()) {
      const status = answer.limits[index];
      if (claim.leased === true && status !== undefined && !isRefused)
        giveBack(claim, leases.keep(claim, status, askedMs, status.countedAtMs ?? answer.countedAtMs), waitUntil);
    }
    if (isRefused) putBack(spent);
    else meters.leased += spent.size;
    const replica = tenant === null ? undefined : replicas.get(shardOf(tenant));
    const revokedBy = answer.revokedBy ?? (replica === undefined ? null : lostRevocation(replica, subject, answer));
    const statuses = limits.map((claim) => spent.get(claim)?.status ?? answer.limits[open.indexOf(claim)]);
    return { ...answer, revokedBy, limits: statuses.filter((status) => status !== undefined), stale: false };
  };
  /** A store that has lost its state says "not revoked" of everybody: what this isolate knew then holds. */
  const lostRevocation = (
    replica: ShardReplica,
    subject: AdmitQuestion['subject'],
    { position }: StoreAnswer,
  ): AdmitAnswer['revokedBy'] => {
    const known = replica.position();
    if (subject === null || known === null) return null;
    const suspicion = replica.suspicionOf(subject);
    const isOtherState = position !== null && position.epoch !== known.epoch;
    if (isOtherState) replica.outdate();
    return suspicion === 'lost' || (suspicion !== 'none' && isOtherState) ? 'session' : null;
  };
  /** What was counted ahead and not used in its time goes back to those who may need it. */
  const giveBackLeftOvers = (limits: readonly LimitClaim[], waitUntil: WaitUntil): void => {
    for (const claim of limits) if (claim.leased === true) giveBack(claim, leases.leftOver(claim), waitUntil);
  };
  const giveBack = (claim: LimitClaim, over: LeftOver | null, waitUntil: WaitUntil): void => {
    if (over === null || breakers.of(shardOf(claim.tenant ?? claim.key)).isOpen()) return;
    const release = store.release([{ ...claim, cost: over.cost }], over.countedAtMs);
    waitUntil(release.then(() => refused.forget(claim)).catch(() => undefined));
  };
  /** Spends one of each limit of which this isolate has a slice. */
  const spendSlices = (limits: readonly LimitClaim[]): Spent => {
    const spent = new Map<LimitClaim, Spending>();
    for (const claim of limits) {
      const spending = claim.leased === true ? leases.spend(claim) : null;
      if (spending !== null) spent.set(claim, spending);
    }
    return spent;
  };
  /** For a request that another limit refuses. */
  const putBack = (spent: Spent): void => {
    for (const [claim, spending] of spent) leases.putBack(claim, spending);
  };

  /** Whether the replica knows all that the question needs of it. @param begunBefore refreshes when the request came */
  const isFresh = (replica: ShardReplica, { freshness }: AdmitQuestion, begunBefore: number): boolean => {
    if (replica.ageMs() > BOUND_MS) return false;
    // What was seen elsewhere before this request came is known to a refresh that began after it.
    const { seen } = freshness;
    const isNewer = replica.ended() > begunBefore;
    // Had that state come later, the refresh would have met it: it is gone, and nothing can be compared with it.
    if (isNewer && seen !== null && replica.position()?.epoch !== seen.epoch)
      goneEpochs.set(replica, (goneEpochs.get(replica) ?? new Set()).add(seen.epoch));
    return isNewer || (seen !== null && isGone(replica, seen.epoch)) || hasSeen(replica.position(), seen);
  };
  const judged = (replica: ShardReplica, { tenant, subject }: AdmitQuestion): AdmitAnswer | null => {
    const suspicion = subject === null ? 'none' : replica.suspicionOf(subject);
    if (suspicion === 'maybe') return null;
    lastJudged.set(replica, { atMs: now(), ageMs: replica.ageMs() });
    const revokedBy = suspicion === 'none' ? null : suspicion === 'lost' ? 'session' : suspicion;
    const tenantPolicy = tenant === null ? null : replica.policyOf(tenant);
    return { limits: [], revokedBy, tenantPolicy, countedAtMs: 0, stale: false };
  };
  const stale = (replica: ShardReplica, question: AdmitQuestion, error: unknown): AdmitAnswer => {
    const { freshness, record } = question;
    const isNearEnough = freshness.staleMs > 0 && replica.ageMs() <= BOUND_MS + freshness.staleMs;
    const answer = isNearEnough && !freshness.strict && record === null ? judged(replica, question) : null;
    if (answer === null) throw error;
    return { ...answer, stale: true };
  };
  const figures = (): StateFigures => {
    const held = [...replicas.values()].map((replica) => replica.size());
    const sum = (part: keyof (typeof held)[number]): number => held.reduce((total, size) => total + size[part], 0);
    const ages = [...lastJudged.values()].filter(({ atMs }) => now() - atMs <= FIGURES_MS).map(({ ageMs }) => ageMs);
    return {
      shards: replicas.size,
      revocations: sum('revocations'),
      revocationBytes: sum('revocationBytes'),
      policies: sum('policies'),
      ageMs: Math.max(0, ...ages),
      givenUp: breakers.anyOpen(),
    };
  };

  return {
    admit: async (question, waitUntil) => {
      const spent = spendSlices(question.limits);
      // A slice of a quota that is used up is still good. Where limits are only observed, the request goes on and the session
      // must be judged; a record must reach the store.
      const open = question.limits.filter((claim) => !spent.has(claim));
      const known = question.limitsRefuse && question.record === null ? refused.known(open) : null;
      if (known !== null) {
        putBack(spent);
        giveBackLeftOvers(open, waitUntil);
        meters.answers.memory += 1;
        return { limits: known, revokedBy: null, tenantPolicy: null, countedAtMs: 0, stale: false };
      }
      const needsCount = spent.size < question.limits.length || question.record !== null;
      if (question.tenant === null) {
        if (needsCount) return ask(question, spent, waitUntil);
        meters.answers.replica += 1;
        meters.leased += spent.size;
        const limits = [...spent.values()].map(({ status }) => status);
        return { limits, revokedBy: null, tenantPolicy: null, countedAtMs: 0, stale: false };
      }
      const replica = replicaOf(question.tenant);
      const begunBefore = replica.begun();
      const { strict } = question.freshness;
      const needsStore = strict || needsCount;
      try {
        if (!isFresh(replica, question, begunBefore)) {
          // What must be asked anyway answers for the replica too, and a replica that knows nothing yet may take a while.
          if (needsStore || replica.position() === null) {
            const asked = await ask(question, spent, waitUntil);
            refreshBehind(replica, waitUntil);
            return asked;
          }
          await refresh(replica, waitUntil);
          // It may have begun before this request came, and not have seen what this session has.
          if (!isFresh(replica, question, begunBefore)) return await ask(question, spent, waitUntil);
        } else if (replica.sinceRefreshMs() > BOUND_MS - LEAD_MS) {
          refreshBehind(replica, waitUntil);
        }
        const answer = strict ? null : judged(replica, question);
        if (answer === null) return await ask(question, spent, waitUntil);
        if (needsStore) {
          // A record goes where its tenant's are; limits find their own place.
          const tenant = question.record === null ? null : question.tenant;
          const asked = await ask({ ...question, tenant, subject: null }, spent, waitUntil);
          return { ...asked, revokedBy: answer.revokedBy, tenantPolicy: answer.tenantPolicy };
        }
        meters.answers.replica += 1;
        meters.leased += spent.size;
        return { ...answer, limits: question.limits.flatMap((claim) => spent.get(claim)?.status ?? []) };
      } catch (error) {
        return stale(replica, question, error);
      }
    },
    watch: (subject, waitUntil) => {
      const replica = replicaOf(subject.tenant);
      const askAlone = () => ask(questionOf(subject), new Map(), waitUntil);
      return watchSession(
        subject,
        replica,
        { now, refresh: () => refresh(replica, waitUntil), ask: askAlone },
        BOUND_MS,
      );
    },
    reach: async () => {
      await store.admit({ tenant: null, subject: null, limits: [], record: null });
    },
    figures,
    positionOf: (tenant) => replicas.get(shardOf(tenant))?.position() ?? null,
    release: async (limits, countedAtMs) => {
      await store.release(limits, countedAtMs);
      for (const claim of limits) refused.forget(claim);
    },
    revoke: async (revocation) => {
      await store.revoke(revocation);
      outdate(revocation.scope.kind === 'everyone' ? null : revocation.scope.tenant);
    },
    revocations: (tenant) => store.revocations(tenant),
    tenantPolicy: (tenant) => store.tenantPolicy(tenant),
    setTenantPolicy: async (tenant, policy) => {
      await store.setTenantPolicy(tenant, policy);
      outdate(tenant);
    },
    tenantPolicies: (cursor) => store.tenantPolicies(cursor),
    exportState: (cursor) => store.exportState(cursor),
    importState: async (entries) => {
      await store.importState(entries);
      outdate(null);
    },
  };
}

function hasSeen(position: FeedPosition | null, seen: FeedPosition | null): boolean {
  if (seen === null) return true;
  return position !== null && position.epoch === seen.epoch && position.version >= seen.version;
}
