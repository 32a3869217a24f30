import {
  decide,
  type Engine,
  type Facts,
  GATEWAY_ORIGIN,
  isBefore,
  isRouted,
  type Outcome,
  publicAnswer,
  type Refusal,
  type RequestFacts,
  type RoutedDecision,
  refuse,
  takesForm,
  tenantOf,
} from '../../engine/index.ts';
import { countedLimits } from '../../settings/index.ts';
import { type RequestDescription, requestFacts } from '../request.ts';
import { type Asker, sessionFact, uncountedRoles, unlookedAt } from './asker.ts';
import type { Explanation } from './explanation.ts';
import { type Ending, ingressStep, stepsOf } from './findings.ts';
import { originView } from './origin-view.ts';
import { responseHeaders } from './response-headers.ts';
import { admitFact, type StateDescription, unmetState } from './state.ts';
import { traceAll } from './trace.ts';

/** A request with everything that a decision about it depends on. */
export interface Question {
  readonly request: RequestDescription;
  readonly asker: Asker;
  readonly state: StateDescription;
}

/** Answers what the gateway would do with a request, and why, by the gateway's own decision. */
export function explain(engine: Engine, { request, asker, state }: Question): Explanation {
  const facts = requestFacts(request);
  if ('reason' in facts) return refusedAtIngress(engine, request, facts);
  const given: Facts = {
    session: sessionFact(asker, engine, facts.nowSeconds),
    admit: (plan) => admitFact(state, plan),
  };
  const outcome = decide(engine, facts, given);
  const trace = traceAll(engine, facts, given);
  const ending = endingOf(engine, outcome);
  const { decision } = outcome;
  const passes = ending === null;
  const byGateway = decision.preflight || decision.route?.origin === GATEWAY_ORIGIN;
  return {
    ...asked(request, facts),
    outcome: passes ? 'passed' : 'refused',
    refusal: ending === null ? null : refusalOf(ending),
    route: decision.route === null ? null : { id: decision.route.id, at: decision.route.at },
    answeredBy: passes ? (byGateway ? 'gateway' : 'origin') : null,
    preflight: decision.preflight,
    formOfOtherSite: isRouted(decision) && takesForm(decision),
    tenant: tenantOf(decision),
    steps: stepsOf(engine, { decision, trace, ending }),
    observed: decision.observed.map(({ reason, at, detail }) => ({ reason, at, detail: detail ?? null })),
    degraded: decision.degraded,
    limits: ending !== null && isBefore(ending.step, 'admit') ? [] : countedLimits(engine, trace.plan),
    responseHeaders: passes ? responseHeaders(decision) : [],
    cookies: passes && !byGateway ? (decision.route?.cookies ?? null) : null,
    origin: passes ? originView(engine, decision) : null,
    notes: [
      ...spellingOf(request),
      ...uncountedRoles(asker, engine),
      ...unlookedAt(asker, decision),
      ...(decision.route === null ? [] : unmetState(state, trace.plan)),
    ],
  };
}

/** Methods that workerd's HTTP parser reads; it answers all others alone. */
const RUNTIME_METHODS: ReadonlySet<string> = new Set(
  (
    'GET HEAD POST PUT DELETE PATCH PURGE OPTIONS TRACE COPY LOCK MKCOL MOVE PROPFIND PROPPATCH SEARCH UNLOCK ACL REPORT ' +
    'MKACTIVITY CHECKOUT MERGE MSEARCH NOTIFY SUBSCRIBE UNSUBSCRIBE QUERY BAN CONNECT'
  ).split(' '),
);

/** Sentences about a method that is another than it seems, or that never arrives. */
function spellingOf({ method }: RequestDescription): readonly string[] {
  const upper = method.toUpperCase();
  if (upper !== method)
    return [`Methods are case-sensitive: "${method}" is not ${upper}, and platforms refuse it as well.`];
  return RUNTIME_METHODS.has(method)
    ? []
    : [`The runtime does not know the method ${method}: it answers 501 itself, before the gateway runs.`];
}

/** Past the rules, an origin with one URL for each tenant can still not be found. */
function endingOf(engine: Engine, outcome: Outcome): Ending | null {
  if (outcome.kind === 'refused') return { step: outcome.step, refusal: outcome.refusal };
  const { decision } = outcome;
  return isUnreachable(engine, decision)
    ? { step: 'forward', refusal: refuse('origin_unreachable', engine.origins.get(decision.route.origin)?.at) }
    : null;
}

function isUnreachable(engine: Engine, decision: RoutedDecision): boolean {
  const { route, preflight } = decision;
  return !preflight && route.origin !== GATEWAY_ORIGIN && originView(engine, decision) === null;
}

function asked({ method }: RequestDescription, facts: RequestFacts): Pick<Explanation, 'method' | 'url'> {
  const { scheme, host, path, query } = facts.target;
  return { method, url: `${scheme}://${host}${path}${query}` };
}

function refusalOf({ step, refusal }: Ending): Explanation['refusal'] {
  const { reason, detail, at } = refusal;
  return { step, reason, detail: detail ?? null, at, answer: publicAnswer(reason) };
}

function refusedAtIngress(engine: Engine, { method, url }: RequestDescription, refusal: Refusal): Explanation {
  return {
    method,
    url,
    outcome: 'refused',
    refusal: refusalOf({ step: 'ingress', refusal }),
    route: null,
    answeredBy: null,
    preflight: false,
    formOfOtherSite: false,
    tenant: null,
    steps: ingressStep(engine, refusal),
    observed: [],
    degraded: false,
    limits: [],
    responseHeaders: [],
    cookies: null,
    origin: null,
    notes: [],
  };
}
