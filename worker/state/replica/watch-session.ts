import type { AdmitAnswer, AdmitQuestion, WatchAnswer } from '../port.ts';
import type { ShardReplica } from './shard-replica.ts';

/** What it takes to learn more than the copy of the session's shard holds. */
interface Sources {
  /** Milliseconds. */
  readonly now: () => number;
  /** However many connections ask at once, the store is asked once. */
  readonly refresh: () => Promise<void>;
  /** Asks the store about this session alone. */
  readonly ask: () => Promise<Pick<AdmitAnswer, 'revokedBy' | 'tenantPolicy'>>;
}

/**
 * Judges the session of an open connection by the copy. Only two things put it to the store alone: a copy that is not there
 * yet, and a fingerprint that fits.
 * @param boundMs a copy that is older is brought up to date first
 */
export async function watchSession(
  subject: NonNullable<AdmitQuestion['subject']>,
  replica: ShardReplica,
  { now, refresh, ask }: Sources,
  boundMs: number,
): Promise<WatchAnswer> {
  const failure = replica.isFresh(boundMs) ? null : await failureOf(refresh());
  const suspicion = replica.suspicionOf(subject);
  if (suspicion === 'maybe') {
    const askedMs = now();
    const { revokedBy, tenantPolicy } = await ask();
    return { revokedBy, tenantPolicy, ageMs: Math.max(0, now() - askedMs), failure: null };
  }
  return {
    revokedBy: suspicion === 'none' ? null : suspicion === 'lost' ? 'session' : suspicion,
    tenantPolicy: replica.policyOf(subject.tenant),
    ageMs: replica.ageMs(),
    failure,
  };
}

/** The store is asked about the session alone. */
export function questionOf(subject: NonNullable<AdmitQuestion['subject']>): AdmitQuestion {
  const freshness = { strict: true, seen: null, staleMs: 0 };
  return { tenant: subject.tenant, subject, limits: [], limitsRefuse: true, record: null, patient: false, freshness };
}

function failureOf(work: Promise<void>): Promise<string | null> {
  return work.then(
    () => null,
    (error: unknown) => (error instanceof Error ? `${error.name}: ${error.message}` : 'unknown'),
  );
}
