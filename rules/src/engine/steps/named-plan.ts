import type { Identified, Routed } from '../decision.ts';
import type { Engine } from '../engine.ts';
import type { AdmitPlan, LimitClaim } from '../facts.ts';
import { planAdmit as planOne } from './admit.ts';

/**
 * What shared state must be asked for this request and for all that it names, at once, or `null` where nothing. Where their
 * rules differ, the stricter one holds: a limit is only observed where all of them observe it, and each is counted once.
 */
export function planAdmit(engine: Engine, decision: Identified): AdmitPlan | null {
  const own = planOne(engine, decision);
  if (decision.named.length === 0) return own;
  const decisions = [decision, ...decision.named.map(({ decision: named }) => named)];
  const plans = [own, ...decisions.slice(1).map((named) => planOne(engine, named))].filter((plan) => plan !== null);
  const [first] = plans;
  if (first === undefined) return null;
  return {
    tenant: first.tenant,
    subject: plans.find(({ subject }) => subject !== null)?.subject ?? null,
    renewal: plans.find(({ renewal }) => renewal !== null)?.renewal ?? null,
    limits: onceEach(plans.flatMap(({ limits }) => limits)),
    record: plans.some(({ record }) => record),
    // A route without limits refuses nothing by them: what state is not asked for the sake of a refusal must end in one.
    limitsRefuse: plans.some((plan) => plan.limits.length > 0 && plan.limitsRefuse),
    strict: plans.some(({ strict }) => strict),
    patient: plans.every(({ patient }) => patient),
    staleSeconds: staleSeconds(decisions),
  };
}

function onceEach(claims: readonly LimitClaim[]): readonly LimitClaim[] {
  return [...new Map(claims.map((claim) => [claim.key, claim])).values()];
}

/** The shortest that any of the routes allows. A route that needs no state at all does not shorten what others ask for. */
function staleSeconds(decisions: readonly Routed[]): number {
  const outages = decisions.map(({ route }) => route.whenStateUnavailable);
  const bounds = outages.flatMap((outage) =>
    outage.kind === 'open' ? [] : [outage.kind === 'stale' ? outage.seconds : 0],
  );
  return bounds.length === 0 ? 0 : Math.min(...bounds);
}
