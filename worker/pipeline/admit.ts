import {
  type AdmitFact,
  type AdmitPlan,
  decisionSteps,
  planAdmit,
  type Refusal,
  sessionOf,
} from '@portcullis/rules/engine';
import { CLEARED_ROLE_COOKIE } from '../core/tokens/index.ts';
import type { AdmitAnswer } from '../state/port.ts';
import { requestRecord } from './audit-event.ts';
import type { Exchange } from './exchange.ts';

/** Asks shared state, once, for all that this request needs: limits, revocation, the tenant's policy, the kept record. */
export async function admit(exchange: Exchange): Promise<Refusal | null> {
  const { config, decision } = exchange;
  const plan = planAdmit(config.engine, decision);
  if (plan === null) return null;
  decision.admitted = await askState(exchange, plan);
  const refusal = decisionSteps.admit(config.engine, decision);
  if (refusal?.reason === 'session_revoked') exchange.setCookies.push(CLEARED_ROLE_COOKIE);
  return refusal;
}

/** Puts one question to shared state. Whatever goes wrong with it is an answer, too: that state is not available. */
export async function askState(exchange: Exchange, plan: AdmitPlan): Promise<AdmitFact> {
  const record = plan.record ? JSON.stringify(requestRecord(exchange)) : null;
  const { tenant, subject, limits, limitsRefuse, strict, staleSeconds, patient } = plan;
  const seen = sessionOf(exchange.decision)?.seen ?? null;
  const freshness = { strict, seen, staleMs: staleSeconds * 1000 };
  const askedMs = Date.now();
  try {
    const answer = await exchange.config.state.admit(
      { tenant, subject, limits, limitsRefuse, record, freshness, patient },
      exchange.waitUntil,
    );
    if (!answersAll(answer, limits)) throw new TypeError('shared state left part of the question unanswered');
    // Where one limit refused, none was counted, so there is nothing to give back.
    if (limits.length > 0 && !answer.stale && answer.limits.every(({ admitted }) => admitted))
      exchange.counted = { limits, atMs: answer.countedAtMs };
    return { kind: 'answered', ...answer };
  } catch (error) {
    return { kind: 'unavailable', detail: error instanceof Error ? `${error.name}: ${error.message}` : 'unknown' };
  } finally {
    exchange.waitsMs.state = (exchange.waitsMs.state ?? 0) + Math.max(0, Date.now() - askedMs);
  }
}

/** What is missing from an answer is never taken as "admitted" or "not revoked". */
function answersAll({ limits, revokedBy, tenantPolicy, stale }: AdmitAnswer, asked: AdmitPlan['limits']): boolean {
  const isWhole = limits.length === asked.length && asked.every(({ id }, index) => limits[index]?.id === id);
  // A refusal that is remembered needs no other answer; without the store, limits are not counted at all.
  const isRefused = limits.some(({ admitted }) => admitted === false);
  return (
    (isWhole || isRefused || (stale && limits.length === 0)) &&
    limits.every(({ admitted }) => typeof admitted === 'boolean') &&
    revokedBy !== undefined &&
    tenantPolicy !== undefined
  );
}
