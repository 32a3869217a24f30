import {
  type AdmitPlan,
  createDecision,
  type Decision,
  type DecisionStep,
  decisionSteps,
  type Engine,
  type Facts,
  planAdmit,
  type Refusal,
  type RequestFacts,
  type SessionFact,
  takeSession,
} from '../../engine/index.ts';

/** A second run of the steps in which no refusal ends the request. */
export interface Trace {
  readonly decision: Decision;
  /** The session as the steps after `session` saw it first, before it could turn out to be revoked. */
  readonly session: SessionFact;
  readonly plan: AdmitPlan | null;
  /** Every refusal, in order. */
  readonly refusals: readonly { readonly step: DecisionStep; readonly refusal: Refusal }[];
}

/** Runs all steps and notes every refusal. Without a route there is nothing that later steps could judge by. */
export function traceAll(engine: Engine, request: RequestFacts, facts: Facts): Trace {
  const decision = createDecision(request, { notesAll: true });
  const refusals: { step: DecisionStep; refusal: Refusal }[] = [];
  let plan: AdmitPlan | null = null;
  let session = decision.session;
  for (const step of Object.keys(decisionSteps) as DecisionStep[]) {
    if (step === 'admit') {
      takeSession(decision, facts.session);
      session = decision.session;
      plan = planAdmit(engine, decision);
      decision.admitted = plan === null ? null : facts.admit(plan);
    }
    const before = decision.observed.length;
    const last = decisionSteps[step](engine, decision);
    for (const refusal of decision.observed.slice(before)) refusals.push({ step, refusal });
    if (last !== null) refusals.push({ step, refusal: last });
    if (step !== 'ingress' && decision.route === null) break;
  }
  return { decision, session, plan, refusals };
}
