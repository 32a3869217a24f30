import {
  type AdmitFact,
  type AdmitPlan,
  decisionSteps,
  planAdmit,
  type Reason,
  type Refusal,
  sessionOf,
} from '@portcullis/rules/engine';
import { errorText } from '../core/failures/index.ts';
import { CLEARED_ROLE_COOKIE } from '../core/tokens/index.ts';
import type { AdmitAnswer, Verdict } from '../state/port.ts';
import { requestRecord } from './audit-event.ts';
import type { RoutedExchange } from './exchange.ts';
import { giveRoleCookie, renewSession } from './sessions/index.ts';

/** The cookie is of no use any more. */
const ENDED: ReadonlySet<Reason> = new Set(['session_revoked', 'session_reused']);

/**
 * Asks shared state, once, for all that this request needs: limits, revocation, the tenant's policy, the kept record. Where what is
 * known here is new enough, nothing waits.
 */
export function admit(exchange: RoutedExchange): Refusal | null | Promise<Refusal | null> {
  const { config, decision } = exchange;
  const plan = planAdmit(config.engine, decision);
  if (plan === null) return decisionSteps.admit(config.engine, decision);
  const fact = askState(exchange, plan);
  return fact instanceof Promise ? fact.then((late) => judge(exchange, plan, late)) : judge(exchange, plan, fact);
}

function judge(exchange: RoutedExchange, plan: AdmitPlan, fact: AdmitFact): Refusal | null | Promise<Refusal | null> {
  const { config, decision } = exchange;
  const session = sessionOf(decision);
  decision.admitted = fact;
  const refusal = decisionSteps.admit(config.engine, decision);
  if (refusal !== null && ENDED.has(refusal.reason)) giveRoleCookie(exchange, CLEARED_ROLE_COOKIE);
  if (session === null || plan.renewal === null) return refusal;
  const renewed = renewSession(exchange, session, plan.renewal, refusal !== null);
  return renewed === null ? refusal : renewed.then(() => refusal);
}

/** Asks shared state once. A failure counts as the answer that state is not available. */
export function askState(exchange: RoutedExchange, plan: AdmitPlan): AdmitFact | Promise<AdmitFact> {
  const record = plan.record ? JSON.stringify(requestRecord(exchange)) : null;
  const { tenant, subject, renewal, limits, limitsRefuse, strict, staleSeconds, patient } = plan;
  const seen = sessionOf(exchange.decision)?.seen ?? null;
  const freshness = { strict, seen, staleMs: staleSeconds * 1000 };
  try {
    const answer = exchange.config.state.admit(
      { tenant, subject, renewal, limits, limitsRefuse, record, freshness, patient },
      exchange.waitUntil,
    );
    return answer instanceof Promise ? whenAnswered(exchange, plan, answer) : heard(exchange, plan, answer);
  } catch (error) {
    return { kind: 'unavailable', detail: errorText(error) };
  }
}

async function whenAnswered(
  exchange: RoutedExchange,
  plan: AdmitPlan,
  answer: Promise<AdmitAnswer>,
): Promise<AdmitFact> {
  const askedMs = Date.now();
  try {
    return heard(exchange, plan, await answer);
  } catch (error) {
    return { kind: 'unavailable', detail: errorText(error) };
  } finally {
    exchange.waitsMs.state = (exchange.waitsMs.state ?? 0) + Math.max(0, Date.now() - askedMs);
  }
}

/** @throws where part of the answer is missing */
function heard(exchange: RoutedExchange, plan: AdmitPlan, answer: AdmitAnswer): AdmitFact {
  if (!answersAll(answer, plan)) throw new TypeError('shared state left part of the question unanswered');
  // A second question, about the session that a grant makes, counts nothing and takes nothing back.
  exchange.counted ??= countedBy(answer, plan.limits);
  return factOf(answer);
}

/** What can be given back. Where one limit refused, none was counted. */
function countedBy(answer: AdmitAnswer, limits: AdmitPlan['limits']): RoutedExchange['counted'] {
  const isCounted = answer.kind === 'judged' && limits.length > 0 && answer.limits.every(({ admitted }) => admitted);
  return isCounted && answer.countedAtMs !== null ? { limits, atMs: answer.countedAtMs } : null;
}

function factOf(answer: AdmitAnswer): AdmitFact {
  switch (answer.kind) {
    case 'refused':
      // The limits end the request: nothing else was looked at, and nothing else is.
      return { kind: 'answered', limits: answer.limits, revokedBy: null, tenantPolicy: null };
    case 'judged':
      return {
        kind: 'answered',
        limits: answer.limits,
        ...answer.verdict,
        ...(answer.renewal === null ? {} : { renewal: answer.renewal }),
      };
    case 'stale':
      return { kind: 'answered', limits: [], ...answer.verdict, stale: true };
    case 'unavailable':
      return answer;
  }
}

/** What is missing from an answer is never taken as "admitted" or "not revoked". */
function answersAll(answer: AdmitAnswer, { limits: asked, limitsRefuse }: AdmitPlan): boolean {
  switch (answer.kind) {
    case 'refused':
      return limitsRefuse && answer.limits.length > 0 && answer.limits.every(({ admitted }) => admitted === false);
    case 'judged':
      return (
        answer.limits.length === asked.length &&
        asked.every(({ id }, index) => answer.limits[index]?.id === id) &&
        answer.limits.every(({ admitted }) => typeof admitted === 'boolean') &&
        isVerdict(answer.verdict)
      );
    case 'stale':
      return isVerdict(answer.verdict);
    case 'unavailable':
      return true;
    default:
      return false;
  }
}

function isVerdict({ revokedBy, tenantPolicy }: Verdict): boolean {
  return revokedBy !== undefined && tenantPolicy !== undefined;
}
