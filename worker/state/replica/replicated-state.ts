import { withDeadline } from '../deadline.ts';
import type { AdmitAnswer, AdmitQuestion } from '../port.ts';
import { shardOf } from '../shard.ts';
import type { FeedPosition, StateStore } from '../store.ts';
import { createBreaker } from './breaker.ts';
import { createRefusedKeys } from './refused-keys.ts';
import { createShardReplica, type ShardReplica } from './shard-replica.ts';

/** How new the knowledge must be by which a request is judged. */
export interface Freshness {
  /** The store itself is asked about the session. */
  readonly strict: boolean;
  /** What the isolate that minted the session had seen: an older replica must catch up first. */
  readonly seen: FeedPosition | null;
  /** How much older than usual knowledge may be while the store does not answer; 0: not at all. */
  readonly staleMs: number;
}

export interface ReplicatedQuestion extends AdmitQuestion {
  readonly freshness: Freshness;
}

export interface ReplicatedAnswer extends AdmitAnswer {
  /** The store did not answer: judged by what was known, and no limit was counted. */
  readonly stale: boolean;
}

/** What became of the questions of this isolate, since it began. */
export interface StateCounts {
  readonly askedStore: number;
  readonly answeredLocally: number;
  readonly refusedLocally: number;
  readonly answeredStale: number;
  readonly refreshes: number;
  readonly failures: number;
}

/** Shared state with a replica of what was revoked, in this isolate. */
export interface ReplicatedState {
  /**
   * @param waitUntil keeps a refresh alive beyond the request
   * @throws where neither store nor replica can answer as fresh as it must be
   */
  readonly admit: (
    question: ReplicatedQuestion,
    waitUntil: (work: Promise<unknown>) => void,
  ) => Promise<ReplicatedAnswer>;
  /** How far the replica of a tenant's shard has seen; `null` where nothing yet. */
  readonly positionOf: (tenant: string) => FeedPosition | null;
  readonly counts: () => StateCounts;
}

/** A request is never judged by knowledge that is older. */
export const BOUND_MS = 1000;
/** A refresh begins so much before the bound, so that traffic need not wait for it. */
const LEAD_MS = 50;
/** Waiting for a refresh that another request began, which may have been cancelled with it. */
const REFRESH_DEADLINE_MS = 250;

export function createReplicatedState(store: StateStore, now: () => number): ReplicatedState {
  const replicas = new Map<number, ShardReplica>();
  const breaker = createBreaker(now);
  const refused = createRefusedKeys(now);
  const counts = { askedStore: 0, answeredLocally: 0, refusedLocally: 0, answeredStale: 0, refreshes: 0, failures: 0 };

  const replicaOf = (tenant: string): ShardReplica => {
    const shard = shardOf(tenant);
    const known = replicas.get(shard);
    if (known !== undefined) return known;
    const made = createShardReplica(store, shard, now);
    replicas.set(shard, made);
    return made;
  };
  const refresh = (replica: ShardReplica): Promise<void> =>
    withDeadline(
      breaker.run(() => {
        counts.refreshes += 1;
        return replica.refresh();
      }),
      REFRESH_DEADLINE_MS,
    );
  const ask = async (question: ReplicatedQuestion): Promise<ReplicatedAnswer> => {
    const askedMs = now();
    counts.askedStore += 1;
    const { tenant, subject, limits, record } = question;
    const answer = await breaker.run(() => store.admit({ tenant, subject, limits, record }));
    refused.learn(limits, answer.limits, askedMs);
    return { ...answer, stale: false };
  };

  /** Whether the replica knows all that the question needs of it. @param begunBefore refreshes when the request came */
  const isFresh = (replica: ShardReplica, { freshness }: ReplicatedQuestion, begunBefore: number): boolean => {
    if (replica.ageMs() > BOUND_MS) return false;
    // What was seen elsewhere before this request came is known to a refresh that began after it.
    return replica.ended() > begunBefore || hasSeen(replica.position(), freshness.seen);
  };
  const judged = (replica: ShardReplica, { tenant, subject }: ReplicatedQuestion): AdmitAnswer | null => {
    const suspicion = subject === null ? 'none' : replica.suspicionOf(subject);
    if (suspicion === 'maybe') return null;
    const revokedBy = suspicion === 'lost' ? 'session' : null;
    return { limits: [], revokedBy, tenantPolicy: tenant === null ? null : replica.policyOf(tenant), countedAtMs: 0 };
  };
  const stale = (replica: ShardReplica, question: ReplicatedQuestion, error: unknown): ReplicatedAnswer => {
    counts.failures += 1;
    const { freshness, record } = question;
    const isNearEnough = freshness.staleMs > 0 && replica.ageMs() <= BOUND_MS + freshness.staleMs;
    const answer = isNearEnough && !freshness.strict && record === null ? judged(replica, question) : null;
    if (answer === null) throw error;
    counts.answeredStale += 1;
    return { ...answer, stale: true };
  };

  return {
    admit: async (question, waitUntil) => {
      const known = refused.known(question.limits);
      if (known !== null) {
        counts.refusedLocally += 1;
        return { limits: known, revokedBy: null, tenantPolicy: null, countedAtMs: 0, stale: false };
      }
      if (question.tenant === null) return ask(question);
      const replica = replicaOf(question.tenant);
      const begunBefore = replica.begun();
      const needsStore = question.freshness.strict || question.limits.length > 0 || question.record !== null;
      try {
        if (!isFresh(replica, question, begunBefore)) {
          // What must be asked anyway answers for the replica too.
          if (needsStore) {
            const asked = await ask(question);
            waitUntil(refresh(replica).catch(() => undefined));
            return asked;
          }
          const refreshed = refresh(replica);
          // A request that is cancelled would take the refresh of all others with it.
          waitUntil(refreshed.catch(() => undefined));
          await refreshed;
          // It may have begun before this request came, and not have seen what this session has.
          if (!isFresh(replica, question, begunBefore)) return await ask(question);
        } else if (replica.sinceRefreshMs() > BOUND_MS - LEAD_MS) {
          waitUntil(refresh(replica).catch(() => undefined));
        }
        const answer = question.freshness.strict ? null : judged(replica, question);
        if (answer === null) return await ask(question);
        if (answer.revokedBy === null && needsStore) {
          const asked = await ask({ ...question, tenant: null, subject: null });
          return { ...asked, tenantPolicy: answer.tenantPolicy };
        }
        counts.answeredLocally += 1;
        return { ...answer, stale: false };
      } catch (error) {
        return stale(replica, question, error);
      }
    },
    positionOf: (tenant) => replicaOf(tenant).position(),
    counts: () => ({ ...counts }),
  };
}

function hasSeen(position: FeedPosition | null, seen: FeedPosition | null): boolean {
  if (seen === null) return true;
  return position !== null && position.epoch === seen.epoch && position.version >= seen.version;
}
