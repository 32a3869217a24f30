import {
  type Decision,
  type Engine,
  GATEWAY_ORIGIN,
  type Refusal,
  STEPS,
  type StepName,
  tenantOf,
} from '../../engine/index.ts';
import { CONTROLS, type RouteRule } from '../../policy/index.ts';
import { admitChecks } from './admit-checks.ts';
import type { CheckName, ExplainedStep, Finding, Result } from './explanation.ts';
import { type Check, checksOf, routeChecks } from './passed-checks.ts';
import { REASON_VIEWS } from './reason-views.ts';
import { refusalText } from './refusal-text.ts';
import type { Trace } from './trace.ts';
import { wouldPass } from './would-pass.ts';

/** What ends a request, and where. */
export interface Ending {
  readonly step: StepName;
  readonly refusal: Refusal;
}

interface Run {
  /** As it really went. */
  readonly decision: Decision;
  readonly trace: Trace;
  readonly ending: Ending | null;
}

/** The gravest first. */
const GRAVITY: readonly Result[] = ['refused', 'observed', 'would refuse', 'passed', 'not reached'];
/** All steps of a request that `ingress` refused. */
export function ingressStep(engine: Engine, refusal: Refusal): readonly ExplainedStep[] {
  const finding = refusalFinding(refusal, 'refused', engine, null);
  return STEPS.map((step) => (step === 'ingress' ? stepOf(step, [finding]) : stepOf(step, [])));
}

/** All steps of a request that has been decided. */
export function stepsOf(engine: Engine, run: Run): readonly ExplainedStep[] {
  const { route } = run.trace.decision;
  const refusals = refusalFindings(engine, run);
  const checks = route === null ? [INGRESS] : [INGRESS, ...checksBefore(engine, run, route)];
  return STEPS.map((step) => {
    const here = refusals.filter((entry) => entry.step === step);
    const own = here.filter(({ named }) => !named);
    const refused = here.map(({ finding }) => finding);
    const names = new Set(own.map(({ finding }) => finding.check));
    const others = checks.filter((entry) => entry.step === step && !names.has(entry.check));
    return stepOf(step, inOrder(step, refused, others));
  });
}

/** Checks that passed, and refusals in place of failed ones. */
function inOrder(step: StepName, refused: readonly Finding[], others: readonly Check[]): readonly Finding[] {
  const findings = [...others.filter(({ text }) => text !== '').map(({ check, text, at }) => passed(check, text, at))];
  const order = ORDER[step];
  return order === undefined
    ? [...findings, ...refused]
    : [...findings, ...refused].sort((a, b) => order.indexOf(a.check) - order.indexOf(b.check));
}

const INGRESS: Check = { step: 'ingress', check: 'url', text: 'the URL is in its canonical form', at: null };

const ORDER: Readonly<Partial<Record<StepName, readonly CheckName[]>>> = {
  route: ['host', 'route', 'size', 'resource'],
  address: ['deny', 'addresses'],
  admit: ['state', 'limits', 'revocation'],
  tenant: ['tenantWall', 'tenantPolicy'],
  authorize: CONTROLS,
};

function checksBefore(engine: Engine, run: Run, route: RouteRule): readonly Check[] {
  const { trace, ending } = run;
  const all = [...routeChecks(trace, route), ...checksOf(engine, trace, route), ...admitChecks(engine, trace, route)];
  return ending === null || ending.step === 'forward' ? [...all, ...lastChecks(engine, run, route)] : all;
}

function lastChecks(engine: Engine, { decision, ending }: Run, route: RouteRule): readonly Check[] {
  if (decision.preflight || route.origin === GATEWAY_ORIGIN) return [];
  const origin = engine.origins.get(route.origin);
  if (origin === undefined) return [];
  const text = `a context for ${origin.id}, ${origin.context}${tenantOf(decision) === null ? ', of no tenant' : ''}`;
  const sign: Check = { step: 'sign', check: 'context', text, at: origin.at };
  return ending === null
    ? [sign, { step: 'forward', check: 'origin', text: `to the origin ${origin.id}`, at: origin.at }]
    : [sign];
}

function refusalFindings(engine: Engine, run: Run): readonly { step: StepName; finding: Finding; named: boolean }[] {
  const { decision, trace, ending } = run;
  const findings = trace.refusals.map(({ step, refusal }, index) => {
    const result = resultOf(index, refusal, run, engine);
    const about = decisionOf(refusal, trace.decision);
    const finding = refusalFinding(refusal, result, engine, about);
    return { step, finding, named: refusal.named !== undefined };
  });
  if (ending?.step !== 'forward') return findings;
  const finding = refusalFinding(ending.refusal, 'refused', engine, decision);
  return [...findings, { step: 'forward', finding, named: false }];
}

/** The decision that a refusal is of: the request's own, or one about something that it names. One header may name several. */
function decisionOf({ named, reason, at }: Refusal, decision: Decision): Decision {
  const about = decision.named.find(
    ({ title, decision: { observed } }) =>
      title === named && observed.some((own) => own.reason === reason && own.at === at),
  );
  return about?.decision ?? decision;
}

/** Up to the refusal that ended the request, the two runs note the same. */
function resultOf(index: number, refusal: Refusal, { decision, trace, ending }: Run, engine: Engine): Result {
  if (index < decision.observed.length) return 'observed';
  if (index === decision.observed.length && ending !== null) return 'refused';
  return isObserved(refusal, decisionOf(refusal, trace.decision), engine) ? 'observed' : 'would refuse';
}

/** Whether the route would only have recorded a refusal that was not reached. */
function isObserved(refusal: Refusal, { route, urlTenant, session }: Decision, engine: Engine): boolean {
  const check = nameOf(refusal, engine);
  const own = session.kind === 'verified' ? session.session.tenant : urlTenant;
  const control =
    check === 'revocation' && (urlTenant === null || urlTenant === own)
      ? 'roles'
      : CONTROLS.find((each) => each === check);
  return control !== undefined && route?.observe.includes(control) === true;
}

function nameOf({ reason, at }: Refusal, engine: Engine): CheckName {
  return reason === 'address_unknown' && at === engine.policy.deny.at ? 'deny' : REASON_VIEWS[reason].check;
}

function refusalFinding(refusal: Refusal, result: Result, engine: Engine, decision: Decision | null): Finding {
  return {
    result,
    check: nameOf(refusal, engine),
    text: refusalText(refusal),
    at: refusal.at,
    reason: refusal.reason,
    wouldPass: wouldPass(refusal, { engine, decision }),
  };
}

function passed(check: CheckName, text: string, at: Finding['at']): Finding {
  return { result: 'passed', check, text, at, reason: null, wouldPass: null };
}

function stepOf(step: StepName, findings: readonly Finding[]): ExplainedStep {
  const result = GRAVITY.find((each) => findings.some((finding) => finding.result === each)) ?? 'not reached';
  return { step, result, findings };
}
