import { type TenantPolicy, tightestPolicy } from '@portcullis/rules/engine';
import { createMeters, type Meters, type StateFigures } from '../../core/metrics/index.ts';
import { createSteadyClock, DEFAULT_DEADLINE_MS, deadlineIn } from '../../core/time/index.ts';
import type { AdmitAnswer, AdmitQuestion, StatePort, WaitUntil } from '../port.ts';
import type { StateStore } from '../store.ts';
import { createBreakers } from './breaker.ts';
import { createKnownRevocations } from './known-revocations.ts';
import { createGonePositions, hasSeen, type Standing, standingOf } from './lost-state.ts';
import { type Asked, createQuestions, type Spent } from './questions.ts';
import { BOUND_MS, createReplicas } from './replicas.ts';
import type { ShardReplica } from './shard-replica.ts';
import { questionOf, watchSession } from './watch-session.ts';

export { BOUND_MS };

/** Deadlines without any answer after which a store is silent, and not merely late. */
const SILENT_DEADLINES = 3;
/** How long a copy that no request has been judged by since still counts for {@link StateFigures.ageMs}. */
const FIGURES_MS = 60_000;

export interface ReplicatedStateOptions {
  /** How long a request waits for an answer. */
  readonly deadlineMs?: number;
  /** Waits by another clock than the one that may be set; absent where there is none. */
  readonly wait?: (ms: number) => Promise<void>;
  readonly meters?: Pick<Meters, 'answers' | 'leased' | 'breakerOpenings' | 'late' | 'writtenBack'>;
}

/**
 * Shared state with a replica of what was revoked, in this isolate.
 * @param now milliseconds since the epoch, as set: it may step
 */
export function createReplicatedState(
  store: StateStore,
  now: () => number,
  { deadlineMs = DEFAULT_DEADLINE_MS, wait, meters = createMeters(now()) }: ReplicatedStateOptions = {},
): StatePort {
  const clock = createSteadyClock(now);
  const known = createKnownRevocations();
  const breakers = createBreakers(store.shardsFailApart, {
    now: clock.now,
    silenceMs: SILENT_DEADLINES * deadlineMs,
    onOpen: () => {
      meters.breakerOpenings += 1;
    },
  });
  const questions = createQuestions(store, breakers, clock.now, deadlineMs, meters);
  const replicas = createReplicas({ store, breakers, known, now, clock, deadlineMs, wait: wait ?? null, meters });
  const gone = createGonePositions();
  const lastJudged = new Map<ShardReplica, { readonly atMs: number; readonly ageMs: number }>();

  const ask = async (question: AdmitQuestion, spent: Spent, waitUntil: WaitUntil): Promise<AdmitAnswer> => {
    const asked = await questions.ask(question, spent, waitUntil);
    const { revokedBy, tenantPolicy } = await believed(question, asked, waitUntil);
    return { limits: asked.limits, countedAtMs: asked.countedAtMs, revokedBy, tenantPolicy, stale: false };
  };
  /** A store that has lost its state says "not revoked" of everybody: what this isolate knows holds all the same. */
  const believed = async (
    { tenant, subject }: AdmitQuestion,
    asked: Asked,
    waitUntil: WaitUntil,
  ): Promise<Pick<AdmitAnswer, 'revokedBy' | 'tenantPolicy'>> => {
    const replica = tenant === null ? null : replicas.known(tenant);
    const standing = replica === null ? 'same' : standingOf(replica.position(), asked.position);
    const before = replica === null || tenant === null ? null : replica.policyOf(tenant);
    if (standing === 'behind') replica?.outdate();
    if (replica !== null && standing === 'ahead' && isDoubtful(replica, subject, asked, before))
      await replicas.refreshAnew(replica, waitUntil);
    const held = replica === null || tenant === null ? null : replica.lostPolicyOf(tenant);
    return {
      revokedBy: asked.revokedBy ?? revokedHere(replica, subject, standing),
      tenantPolicy: tightestPolicy(asked.tenantPolicy, standing === 'behind' ? before : held),
    };
  };
  /** Whether the store says less than is known here, which it may have lost before it went on. */
  const isDoubtful = (
    replica: ShardReplica,
    subject: AdmitQuestion['subject'],
    { revokedBy, tenantPolicy }: Asked,
    before: TenantPolicy | null,
  ): boolean =>
    (revokedBy === null && subject !== null && replica.suspicionOf(subject) === 'maybe') ||
    JSON.stringify(tightestPolicy(tenantPolicy, before)) !== JSON.stringify(tenantPolicy);
  const revokedHere = (
    replica: ShardReplica | null,
    subject: AdmitQuestion['subject'],
    standing: Standing,
  ): AdmitAnswer['revokedBy'] => {
    if (subject === null) return null;
    const suspicion = replica?.suspicionOf(subject) ?? known.revokedBy(subject, now() / 1000) ?? 'none';
    if (suspicion === 'none') return null;
    // The store was asked about this very text. Only where it has another past is a likeness enough.
    if (suspicion === 'maybe') return standing === 'behind' && replica?.position() !== null ? 'session' : null;
    return suspicion === 'lost' ? 'session' : suspicion;
  };

  /** Whether the replica knows all that the question needs of it. @param begunBefore refreshes when the request came */
  const isFresh = (replica: ShardReplica, { freshness: { seen } }: AdmitQuestion, begunBefore: number): boolean => {
    if (!replica.isFresh(BOUND_MS)) return false;
    if (seen === null || hasSeen(replica, seen)) return true;
    // What was seen elsewhere before this request came is known to a refresh that began after it. Had that state come later,
    // the refresh would have met it: it is gone, and nothing can be compared with it.
    const isNewer = replica.ended() > begunBefore;
    if (isNewer) gone.note(replica, seen);
    return isNewer || gone.isGone(replica, seen);
  };
  const judged = (replica: ShardReplica, { tenant, subject }: AdmitQuestion): AdmitAnswer | null => {
    const suspicion = subject === null ? 'none' : replica.suspicionOf(subject);
    if (suspicion === 'maybe') return null;
    lastJudged.set(replica, { atMs: clock.now(), ageMs: replica.ageMs() });
    const revokedBy = suspicion === 'none' ? null : suspicion === 'lost' ? 'session' : suspicion;
    const tenantPolicy = tenant === null ? null : replica.policyOf(tenant);
    return { limits: [], revokedBy, tenantPolicy, countedAtMs: 0, stale: false };
  };
  const stale = (replica: ShardReplica, question: AdmitQuestion, error: unknown): AdmitAnswer => {
    const { freshness, record } = question;
    const ageMs = replica.ageMs();
    const isNearEnough = freshness.staleMs > 0 && ageMs >= 0 && ageMs <= BOUND_MS + freshness.staleMs;
    const answer = isNearEnough && !freshness.strict && record === null ? judged(replica, question) : null;
    if (answer === null) throw error;
    return { ...answer, stale: true };
  };
  /** Brings the replica up to date for this question. `false`: it is not, and the store must be asked about the session. */
  const madeFresh = async (
    replica: ShardReplica,
    question: AdmitQuestion,
    begunBefore: number,
    waitUntil: WaitUntil,
  ): Promise<boolean> => {
    try {
      await replicas.refresh(replica, waitUntil);
    } catch (error) {
      // A refresh that is late says nothing of the store: it may answer about one session alone.
      if (deadlineIn(error) === null) throw error;
      return false;
    }
    // It may have begun before this request came, and not have seen what this session has.
    return isFresh(replica, question, begunBefore);
  };
  /** What slices alone answer. */
  const countedHere = (spent: Spent): AdmitAnswer => {
    meters.answers.replica += 1;
    meters.leased += spent.size;
    const limits = [...spent.values()].map(({ status }) => status);
    return { limits, revokedBy: null, tenantPolicy: null, countedAtMs: 0, stale: false };
  };
  const admitTenant = async (
    question: AdmitQuestion,
    replica: ShardReplica,
    spent: Spent,
    waitUntil: WaitUntil,
  ): Promise<AdmitAnswer> => {
    const begunBefore = replica.begun();
    const { strict } = question.freshness;
    const needsStore = strict || spent.size < question.limits.length || question.record !== null;
    if (!isFresh(replica, question, begunBefore)) {
      // What must be asked anyway answers for the replica too, and a replica that knows nothing yet may take a while.
      if (needsStore || replica.position() === null) {
        const asked = await ask(question, spent, waitUntil);
        replicas.refreshBehind(replica, waitUntil);
        return asked;
      }
      if (!(await madeFresh(replica, question, begunBefore, waitUntil))) return ask(question, spent, waitUntil);
    } else if (replicas.isDue(replica)) replicas.refreshBehind(replica, waitUntil);
    const answer = strict ? null : judged(replica, question);
    if (answer === null) return ask(question, spent, waitUntil);
    if (!needsStore) return { ...answer, limits: countedHere(spent).limits };
    // A record goes where its tenant's are; limits find their own place.
    const tenant = question.record === null ? null : question.tenant;
    const asked = await ask({ ...question, tenant, subject: null }, spent, waitUntil);
    return { ...asked, revokedBy: answer.revokedBy, tenantPolicy: answer.tenantPolicy };
  };
  const figures = (): StateFigures => {
    const held = replicas.all().map((replica) => replica.size());
    const sum = (part: keyof (typeof held)[number]): number => held.reduce((total, size) => total + size[part], 0);
    const recent = [...lastJudged.values()].filter(({ atMs }) => clock.now() - atMs <= FIGURES_MS);
    const inFull = known.size();
    return {
      shards: held.length,
      revocations: sum('revocations') + inFull.wide,
      revocationBytes: sum('revocationBytes') + inFull.bytes,
      lostRevocations: sum('lost'),
      policies: sum('policies'),
      ageMs: Math.max(0, ...recent.map(({ ageMs }) => ageMs)),
      givenUp: breakers.anyOpen(),
    };
  };

  return {
    admit: async (question, waitUntil) => {
      const spent = questions.spendSlices(question.limits);
      // A slice of a quota that is used up is still good. Where limits are only observed, the request goes on and the session
      // must be judged; a record must reach the store.
      const open = question.limits.filter((claim) => !spent.has(claim));
      const refused = question.limitsRefuse && question.record === null ? questions.refused.known(open) : null;
      if (refused !== null) {
        questions.putBack(spent);
        questions.giveBackLeftOvers(open, waitUntil);
        meters.answers.memory += 1;
        return { limits: refused, revokedBy: null, tenantPolicy: null, countedAtMs: 0, stale: false };
      }
      if (question.tenant === null) {
        const needsCount = open.length > 0 || question.record !== null;
        return needsCount ? ask(question, spent, waitUntil) : countedHere(spent);
      }
      const replica = replicas.of(question.tenant);
      try {
        return await admitTenant(question, replica, spent, waitUntil);
      } catch (error) {
        return stale(replica, question, error);
      }
    },
    watch: (subject, waitUntil) => {
      const replica = replicas.of(subject.tenant);
      const askAlone = () => ask(questionOf(subject), new Map(), waitUntil);
      const refresh = () => replicas.refresh(replica, waitUntil);
      return watchSession(subject, replica, { now: clock.now, refresh, ask: askAlone }, BOUND_MS);
    },
    reach: async () => {
      await store.admit({ tenant: null, subject: null, limits: [], record: null });
    },
    figures,
    positionOf: (tenant) => {
      const position = replicas.known(tenant)?.position() ?? null;
      return position === null ? null : { epoch: position.epoch, version: position.version };
    },
    release: async (limits, countedAtMs) => {
      await store.release(limits, countedAtMs);
      for (const claim of limits) questions.refused.forget(claim);
    },
    revoke: async (revocation) => {
      await store.revoke(revocation);
      known.learn(revocation, true);
      replicas.outdate(revocation.scope.kind === 'everyone' ? null : revocation.scope.tenant);
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
      for (const entry of entries) if (entry.kind === 'revocation') known.learn(entry, true);
      replicas.outdate(null);
    },
  };
}
