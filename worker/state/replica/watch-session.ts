import { errorText } from '../../core/failures/index.ts';
import type { AdmitQuestion, StatePort, WatchAnswer } from '../port.ts';
import { believe, type Means } from './admit.ts';
import { nextForWatch } from './plan.ts';
import type { Spent } from './questions.ts';
import { revokerIn, type Subject } from './suspicion.ts';

const NO_SLICES: Spent = new Map();

/** Judges the sessions of open connections. However many ask at once, the store is asked to bring the copy up to date once. */
export function createWatch(means: Omit<Means, 'meters' | 'seen'>): StatePort['watch'] {
  const { questions, replicas, moment } = means;
  return async (subject, waitUntil): Promise<WatchAnswer> => {
    const replica = replicas.of(subject.tenant);
    const now = moment();
    replica.neededMs = now.steadyMs;
    let failure: string | null = null;
    let step = nextForWatch(replica, subject, false, now);
    if (step.do === 'refresh') {
      failure = await replicas.refresh(replica, waitUntil).then(() => null, errorText);
      step = nextForWatch(replica, subject, true, moment());
    }
    if (step.do === 'answer') return { ...step.verdict, ageMs: moment().steadyMs - replica.asOfMs, failure };
    const question = questionOf(subject);
    const askedMs = moment().steadyMs;
    try {
      const verdict = await believe(means, question, await questions.ask(question, NO_SLICES, waitUntil), waitUntil);
      return { ...verdict, ageMs: Math.max(0, moment().steadyMs - askedMs), failure: null };
    } catch (error) {
      const suspicion = replica.suspicionOf(subject, moment().seconds);
      const revokedBy = suspicion === 'maybe' ? null : revokerIn(suspicion);
      // What the tenant demands cannot be asked now; that the session is revoked ends it all the same.
      if (revokedBy === null) throw error;
      return { revokedBy, tenantPolicy: null, ageMs: moment().steadyMs - replica.asOfMs, failure: errorText(error) };
    }
  };
}

/** The store is asked about the session alone. */
function questionOf(subject: Subject): AdmitQuestion {
  const freshness = { strict: true, seen: null, staleMs: 0 };
  const { tenant } = subject;
  return { tenant, subject, renewal: null, limits: [], limitsRefuse: true, record: null, patient: false, freshness };
}
