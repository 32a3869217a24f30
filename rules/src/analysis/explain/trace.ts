import {
  type AdmitPlan,
  createDecision,
  type Decision,
  type Engine,
  type Facts,
  type Refusal,
  type RequestFacts,
  type SessionFact,
  STEPS,
  type StepName,
  takeStep,
} from '../../engine/index.ts';

/** A second run of the steps in which no refusal ends the request. */
export interface Trace {
  readonly decision: Decision;
  /** The session as the steps after `session` saw it first, before it could turn out to be revoked. */
  readonly session: SessionFact;
  readonly plan: AdmitPlan | null;
  /** Every refusal, in order. */
  readonly refusals: readonly { readonly step: StepName; readonly refusal: Refusal }[];
}

/** Runs all steps and notes every refusal. Without a route there is nothing that later steps could judge by. */
export function traceAll(engine: Engine, request: RequestFacts, facts: Facts): Trace {
  const decision = createDecision(request, () => false);
  const refusals: { step: StepName; refusal: Refusal }[] = [];
  let plan: AdmitPlan | null = null;
  let session = decision.session;
  const noted: Facts = {
    session: facts.session,
    admit: (asked) => {
      plan = asked;
      return facts.admit(asked);
    },
  };
  for (const step of STEPS) {
    const before = decision.observed.length;
    const last = takeStep(step, engine, decision, noted);
    for (const refusal of decision.observed.slice(before)) refusals.push({ step, refusal });
    if (last !== null) refusals.push({ step, refusal: last });
    if (step === 'session') session = decision.session;
    if (step !== 'ingress' && decision.route === null) break;
  }
  return { decision, session, plan, refusals };
}
