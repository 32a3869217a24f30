import { createDecision, type Decision, isRouted, type RoutedDecision } from './decision.ts';
import type { Engine } from './engine.ts';
import type { AdmitFact, AdmitPlan, RequestFacts, SessionFact } from './facts.ts';
import { STEPS, type StepName } from './order.ts';
import { type Refusal, refuse } from './reasons/index.ts';
import { setSession } from './set-session.ts';
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

/** A step that decides by the rules. The others only learn what these decide by, or send the request on. */
export type DecisionStep = Exclude<StepName, 'session' | 'forward'>;

const authorizeAll = alsoForNamed(decideAuthorize);

type Step = (engine: Engine, decision: Decision) => Refusal | null;

/** What the rules decide in each step. */
export const decisionSteps: Readonly<Record<DecisionStep, Step>> = {
  ingress: decideIngress,
  route: (engine, decision) => {
    const routed = decideRoute(engine, decision);
    return 'reason' in routed ? routed : decideNamed(engine, routed);
  },
  address: onceRouted(alsoForNamed(decideAddress)),
  admit: onceRouted(alsoForNamed(decideAdmit)),
  tenant: onceRouted(alsoForNamed(decideTenant)),
  authorize: onceRouted((engine, decision) => authorizeAll(engine, decision) ?? decideNamedCredentials(decision)),
  sign: onceRouted(decideSign),
};

/** A step that needs the route and gets none refuses: no step itself has to ask. */
function onceRouted(step: (engine: Engine, decision: RoutedDecision) => Refusal | null): Step {
  return (engine, decision) => (isRouted(decision) ? step(engine, decision) : refuse('no_route'));
}

/** Everything besides the request that a decision may need, each asked for at its place in the order. */
export interface Facts {
  readonly session: SessionFact;
  /** What shared state would answer to the plan. */
  readonly admit: (plan: AdmitPlan) => AdmitFact;
}

/** Every step by plain data: what the Worker learns by I/O is asked of the facts. */
const stepsByFacts: Readonly<Record<StepName, (engine: Engine, decision: Decision, facts: Facts) => Refusal | null>> = {
  ...decisionSteps,
  session: (_engine, decision, { session }) => {
    if (!isRouted(decision)) return refuse('no_route');
    setSession(decision, session);
    return null;
  },
  admit: (engine, decision, facts) => {
    if (!isRouted(decision)) return refuse('no_route');
    const plan = planAdmit(engine, decision);
    decision.admitted = plan === null ? null : facts.admit(plan);
    return decisionSteps.admit(engine, decision);
  },
  forward: () => null,
};

/** Takes one step of a request by plain data. */
export function takeStep(step: StepName, engine: Engine, decision: Decision, facts: Facts): Refusal | null {
  return stepsByFacts[step](engine, decision, facts);
}

export type Outcome =
  | { readonly kind: 'pass'; readonly decision: RoutedDecision }
  | { readonly kind: 'refused'; readonly step: StepName; readonly refusal: Refusal; readonly decision: Decision };

/** Decides one request by plain data, as the Worker does with its I/O in between. */
export function decide(engine: Engine, request: RequestFacts, facts: Facts): Outcome {
  const decision = createDecision(request);
  for (const step of STEPS) {
    const refusal = takeStep(step, engine, decision, facts);
    if (refusal !== null) return { kind: 'refused', step, refusal, decision };
  }
  if (isRouted(decision)) return { kind: 'pass', decision };
  return { kind: 'refused', step: 'route', refusal: refuse('no_route'), decision };
}
