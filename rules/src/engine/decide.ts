import { takeSession } from './cors.ts';
import { createDecision, type Decision } from './decision.ts';
import type { Engine } from './engine.ts';
import type { AdmitFact, AdmitPlan, RequestFacts, SessionFact } from './facts.ts';
import type { Refusal } from './reasons/index.ts';
import {
  alsoForNamed,
  decideAddress,
  decideAdmit,
  decideAuthorize,
  decideIngress,
  decideNamed,
  decideNamedCredentials,
  decideRoute,
  decideSign,
  decideTenant,
  planAdmit,
} from './steps/index.ts';

/** Name of a step that can refuse by the rules, in the order in which they are asked. */
export type DecisionStep = 'ingress' | 'route' | 'address' | 'admit' | 'tenant' | 'authorize' | 'sign';

const authorizeAll = alsoForNamed(decideAuthorize);

/** The steps, in order. The Worker's rooms of the same names call these very functions. */
export const decisionSteps: Readonly<Record<DecisionStep, (engine: Engine, decision: Decision) => Refusal | null>> = {
  ingress: decideIngress,
  route: (engine, decision) => decideRoute(engine, decision) ?? decideNamed(engine, decision),
  address: alsoForNamed(decideAddress),
  admit: alsoForNamed(decideAdmit),
  tenant: alsoForNamed(decideTenant),
  authorize: (engine, decision) => authorizeAll(engine, decision) ?? decideNamedCredentials(decision),
  sign: decideSign,
};

/** Everything besides the request that a decision may need, each asked for at its place in the order. */
export interface Facts {
  readonly session: SessionFact;
  /** What shared state would answer to the plan. */
  readonly admit: (plan: AdmitPlan) => AdmitFact;
}

export type Outcome =
  | { readonly kind: 'pass'; readonly decision: Decision }
  | { readonly kind: 'refused'; readonly step: DecisionStep; readonly refusal: Refusal; readonly decision: Decision };

/** Decides one request by plain data, as the Worker does with its I/O in between. */
export function decide(engine: Engine, request: RequestFacts, facts: Facts): Outcome {
  const decision = createDecision(request);
  for (const step of Object.keys(decisionSteps) as DecisionStep[]) {
    if (step === 'admit') {
      takeSession(decision, facts.session);
      const plan = planAdmit(engine, decision);
      decision.admitted = plan === null ? null : facts.admit(plan);
    }
    const refusal = decisionSteps[step](engine, decision);
    if (refusal !== null) return { kind: 'refused', step, refusal, decision };
  }
  return { kind: 'pass', decision };
}
