import type { LimitClaim } from '@portcullis/rules/engine';
import { errorText } from '../../core/failures/index.ts';
import type { Meters } from '../../core/metrics/index.ts';
import { deadlineIn, type Moment } from '../../core/time/index.ts';
import type { AdmitAnswer, AdmitQuestion, StatePort, Verdict, WaitUntil } from '../port.ts';
import { believed, compare } from './believed.ts';
import { hasSeen } from './lost-state.ts';
import { type Knowledge, type Next, next } from './plan.ts';
import type { Asked, Questions, Spent } from './questions.ts';
import type { Replicas } from './replicas.ts';
import type { SeenGenerations } from './seen-generations.ts';
import type { ShardReplica } from './shard-replica.ts';

/** What it takes to do what the plan says. */
export interface Means {
  readonly questions: Questions;
  readonly replicas: Replicas;
  readonly seen: SeenGenerations;
  readonly moment: () => Moment;
  readonly meters: Pick<Meters, 'answers' | 'leased'>;
}

/** A question on its way, with what is known that may answer it. */
interface Request extends Knowledge {
  readonly question: AdmitQuestion;
  readonly waitUntil: WaitUntil;
  /** What slices have paid for already, and the limits that none of them covers. */
  readonly spent: Spent;
  readonly open: readonly LimitClaim[];
  readonly copy: ShardReplica | null;
}

type Answering = Extract<Next, { do: 'answer' }>;
type Asking = Extract<Next, { do: 'ask' }>;

/** Answers requests: does what the plan says until that is an answer. */
export function createAdmit(means: Means): StatePort['admit'] {
  return (question, waitUntil) => {
    const request = begin(means, question, waitUntil);
    const now = means.moment();
    if (request.copy !== null) request.copy.neededMs = now.steadyMs;
    const first = next(request, question, now);
    return first.do === 'answer' ? answer(means, request, first, now, null) : goOn(means, request, first);
  };
}

function begin({ questions, replicas, seen }: Means, question: AdmitQuestion, waitUntil: WaitUntil): Request {
  const spent = questions.spendSlices(question.limits);
  const open = spent.size === 0 ? question.limits : question.limits.filter(({ key }) => !spent.has(key));
  const refusing = open.length === 0 ? null : questions.refusing(open);
  const home = homeOf(question);
  const copy = home === null ? null : replicas.of(home);
  const { renewal } = question;
  const asksRenewal = renewal !== null && (renewal.age !== 'fresh' || !seen.has(renewal));
  const isCovered = open.length === 0;
  return { question, waitUntil, spent, open, refusing, isCovered, asksRenewal, copy, tried: 'nothing' };
}

/** The tenant in whose shard all lies that is known of the session. */
function homeOf({ tenant, subject }: Pick<AdmitQuestion, 'tenant' | 'subject'>): string | null {
  return tenant ?? subject?.tenant ?? null;
}

/** Until the plan has an answer: after one refresh and one question at most. */
async function goOn(means: Means, request: Request, first: Next): Promise<AdmitAnswer> {
  let step = first;
  let now = means.moment();
  let failure: unknown = null;
  while (step.do !== 'answer') {
    let tried: Knowledge['tried'] = 'refreshed';
    try {
      if (step.do === 'ask') return await ask(means, request, step);
      await refresh(means, request);
    } catch (error) {
      failure = error;
      // A refresh that is late says nothing of the store: it may answer about one session alone.
      if (step.do === 'ask' || deadlineIn(error) === null) tried = 'failed';
    }
    now = means.moment();
    step = next({ ...request, tried }, request.question, now);
  }
  return answer(means, request, step, now, failure);
}

/** Answers by what is known. @param failure why there is nothing newer, where the plan says `unavailable` */
function answer(
  means: Means,
  { waitUntil, spent, open, copy }: Request,
  { outcome, refresh: when }: Answering,
  now: Moment,
  failure: unknown,
): AdmitAnswer {
  const { questions, meters } = means;
  if (when === 'behind') refreshBehind(means, copy, waitUntil);
  switch (outcome.kind) {
    case 'refused':
      questions.putBack(spent);
      questions.giveBackLeftOvers(open, waitUntil);
      meters.answers.memory += 1;
      return outcome;
    case 'judged':
      copy?.noteUse(now.steadyMs);
      meters.answers.replica += 1;
      meters.leased += spent.size;
      return {
        kind: 'judged',
        limits: [...spent.values()].map(({ status }) => status),
        verdict: outcome.verdict,
        countedAtMs: null,
        renewal: null,
      };
    case 'stale':
      copy?.noteUse(now.steadyMs);
      return outcome;
    case 'unavailable':
      return { kind: 'unavailable', detail: errorText(failure) };
  }
}

async function ask(means: Means, request: Request, { judged, refresh: when }: Asking): Promise<AdmitAnswer> {
  const { question, waitUntil, spent, copy } = request;
  if (when === 'behind') refreshBehind(means, copy, waitUntil);
  if (judged !== null) copy?.noteUse(means.moment().steadyMs);
  // A record goes where its tenant's are; limits find their own place.
  const rest = { tenant: question.record === null ? null : question.tenant, subject: null };
  const asked = judged === null ? question : { ...question, ...rest };
  const said = await means.questions.ask(asked, spent, waitUntil);
  const verdict = await believe(means, asked, said, waitUntil);
  if (when === 'after') refreshBehind(means, copy, waitUntil);
  const { renewal } = said;
  // Of a session that is not known, the store has no more to say either.
  const isSettled = renewal === 'current' || renewal === 'unknown';
  if (question.renewal !== null && isSettled) means.seen.note(question.renewal);
  return { kind: 'judged', limits: said.limits, verdict: judged ?? verdict, countedAtMs: said.countedAtMs, renewal };
}

/** What the store said, held against what is known here; where that is in doubt, the feed decides. */
export async function believe(
  { replicas, moment }: Pick<Means, 'replicas' | 'moment'>,
  question: Pick<AdmitQuestion, 'tenant' | 'subject'>,
  said: Asked,
  waitUntil: WaitUntil,
): Promise<Verdict> {
  const home = homeOf(question);
  if (home === null) return { revokedBy: said.revokedBy, tenantPolicy: said.tenantPolicy };
  const replica = replicas.of(home);
  const whom = { tenant: home, subject: question.subject };
  const comparison = compare(replica, said, whom, moment().seconds);
  if (comparison.standing === 'behind') replica.outdate();
  if (comparison.isDoubtful) await replicas.refreshAnew(replica, waitUntil);
  // The store speaks of the policy of the tenant that it was asked about, and of no other.
  if (question.tenant !== null) replica.rememberPolicy(question.tenant, said.tenantPolicy, said.position);
  return believed(replica, said, comparison, whom, moment().seconds);
}

async function refresh({ replicas, moment }: Means, { question, copy, waitUntil }: Request): Promise<void> {
  if (copy === null) throw new TypeError('there is no copy to refresh for a question without a tenant');
  const { seen } = question.freshness;
  const [begunBefore, { steadyMs }] = [copy.begun, moment()];
  await replicas.refresh(copy, waitUntil);
  // What another isolate has read may be from before the session came.
  const isNewer = copy.ended > begunBefore && copy.asOfMs >= steadyMs;
  if (seen === null || !isNewer || hasSeen(copy.position, seen)) return;
  if (await replicas.lacks(copy, seen)) copy.mustHaveMet(seen);
}

function refreshBehind({ replicas }: Means, copy: ShardReplica | null, waitUntil: WaitUntil): void {
  if (copy !== null) replicas.refreshBehind(copy, waitUntil);
}
