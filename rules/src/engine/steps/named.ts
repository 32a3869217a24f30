import type { RouteRule } from '../../policy/index.ts';
import { GATEWAY_ORIGIN } from '../built-in.ts';
import { lacksCredentials } from '../cors.ts';
import {
  createDecision,
  type Decision,
  type Identified,
  type Routed,
  type RoutedDecision,
  settle,
} from '../decision.ts';
import type { Engine } from '../engine.ts';
import type { AdmitFact } from '../facts.ts';
import type { Effect } from '../naming/index.ts';
import { readReferences } from '../naming/index.ts';
import { type Refusal, refuse } from '../reasons/index.ts';
import { type Readings, type RoutesBelow, readingsOf, type Target } from '../target/index.ts';
import { decideRoute } from './route.ts';

/** A step after `route`. */
type Step = (engine: Engine, decision: RoutedDecision) => Refusal | null;

/** Methods that act on everything below their resource (RFC 4918 sections 9.8.3 and 9.9.2). */
const DEEP_METHODS: ReadonlySet<string> = new Set(['COPY', 'MOVE']);
/** Effects below a resource are decided route by route; a request that covers more routes than this does not name one file or folder. */
const MAX_ROUTES_BELOW = 64;
const BELOW = 'what lies below';

/**
 * Finds what else a request touches: the resources that its headers name, and, for effects that reach below a resource, the
 * routes below it. Each becomes a decision of its own, which all later steps decide too.
 */
export function decideNamed(engine: Engine, decision: RoutedDecision): Refusal | null {
  const { request, route } = decision;
  if (request.naming.length === 0 && !DEEP_METHODS.has(request.method)) return null;
  // What the gateway answers itself has no such effects.
  if (decision.preflight || route.origin === GATEWAY_ORIGIN) return null;
  const references = readReferences(request);
  if ('reason' in references) return settle(decision, references);
  decision.references = references;
  if (DEEP_METHODS.has(request.method)) {
    const refusal = nameBelow(engine, decision, { title: BELOW, method: request.method }, request.target, route);
    if (refusal !== null) return refusal;
  }
  for (const { effect, parts } of references) {
    for (const part of parts) {
      const refusal = typeof part === 'string' ? null : nameOne(engine, decision, effect, part.target);
      if (refusal !== null) return refusal;
    }
  }
  return null;
}

function nameOne(engine: Engine, decision: RoutedDecision, effect: Effect, target: Target): Refusal | null {
  if (isJudged(decision, effect, target)) return null;
  const named = decideRoute(engine, startNamed(decision, effect.method, target));
  if ('reason' in named) return settle(decision, refusalOfRoute(effect.title, named));
  const { route } = named;
  if (route.origin !== decision.route.origin) {
    const detail = `${effect.title}: of another origin`;
    return settle(decision, refuse('named_resource_foreign', route.at, { detail }));
  }
  decision.named.push({ title: effect.title, decision: named });
  noteObserved(effect.title, named, decision, 0);
  return effect.deep ? nameBelow(engine, decision, effect, target, route) : null;
}

/**
 * Whether nothing is read but what the request changes anyway: its own resource, or, by a condition, one that it writes. A
 * copy of what may only be written would be read elsewhere.
 */
function isJudged({ request, named }: Routed, effect: Effect, { path }: Target): boolean {
  if (effect.method !== 'GET') return false;
  if (request.target.path === path) return true;
  return effect.title === 'If' && named.some(({ decision: { request: other } }) => other.target.path === path);
}

/** Without a route of its own for the method, a resource is as closed as it would be by itself. */
function refusalOfRoute(title: string, refusal: Refusal): Refusal {
  const { reason, at, detail } = refusal;
  if (reason === 'headers_too_large') return labelled(title, refusal);
  if (reason === 'malformed_path' || reason === 'path_ambiguous')
    return refuse('named_resource_malformed', at, { detail: `${title}: ${detail}` });
  return refuse('named_resource_closed', at, { detail: `${title}: ${detail ?? reason}` });
}

/** A folder that is written, moved or copied takes along what other routes guard below it. */
function nameBelow(
  engine: Engine,
  decision: RoutedDecision,
  { title, method }: { readonly title: string; readonly method: string },
  target: Target,
  own: RouteRule,
): Refusal | null {
  const readings = readingsOf(target);
  if ('reason' in readings) return settle(decision, labelled(title, readings));
  const { routesBelow } = engine.routesAt(decision.host?.pattern ?? null);
  const groups = groupsBelow(routesBelow, readings).filter(
    (group) => group[0]?.origin !== GATEWAY_ORIGIN && !group.includes(own),
  );
  if (groups.length > MAX_ROUTES_BELOW) {
    const detail = `${title}: more than ${MAX_ROUTES_BELOW} routes below`;
    return settle(decision, refuse('named_resource_closed', decision.route.at, { detail }));
  }
  for (const group of groups) {
    const route = group.find(({ methods }) => methods.includes(method));
    if (route === undefined) {
      const detail = `${title}: ${group[0]?.path} is not open for ${method}`;
      const refusal = settle(decision, refuse('named_resource_closed', group[0]?.at ?? null, { detail }));
      if (refusal !== null) return refusal;
      continue;
    }
    const named = Object.assign(startNamed(decision, method, target), { route });
    decision.named.push({ title: `${title}, ${route.path}`, decision: named });
  }
  return null;
}

/** Below every reading of a folder's path. */
function groupsBelow(routesBelow: RoutesBelow, readings: Readings): readonly (readonly RouteRule[])[] {
  const groups = [...readings.keys()].flatMap(routesBelow);
  return [...new Map(groups.map((group) => [group[0], group])).values()];
}

function startNamed(decision: Routed, method: string, target: Target): Decision {
  const { request, ends, host, urlTenant } = decision;
  // The client's scheme holds for everything that it names, even under another scheme.
  const own = { ...target, scheme: request.target.scheme };
  const facts = { ...request, method, target: own, naming: [], announcedBodyBytes: 0 };
  const named = createDecision(
    { ...facts, upgradesToWebSocket: false, requestedMethod: null, requestedHeaders: null },
    ends,
  );
  named.host = host;
  named.urlTenant = urlTenant;
  return named;
}

/** A step for the request itself, and then for everything that it names. */
export function alsoForNamed(step: Step): Step {
  return (engine, decision) => {
    const own = step(engine, decision);
    return own ?? (decision.named.length === 0 ? null : decideEach(step, engine, decision));
  };
}

function decideEach(step: Step, engine: Engine, decision: RoutedDecision): Refusal | null {
  for (const { title, decision: named } of decision.named) {
    named.admitted = admittedFor(named, decision.admitted);
    const before = named.observed.length;
    const refusal = step(engine, named);
    decision.degraded ||= named.degraded;
    noteObserved(title, named, decision, before);
    if (refusal !== null) return labelled(title, refusal);
  }
  return null;
}

/** Limits are judged by the routes that have some. */
function admittedFor({ route }: Routed, admitted: AdmitFact | null): AdmitFact | null {
  return admitted?.kind === 'answered' && route.limits.length === 0 ? { ...admitted, limits: [] } : admitted;
}

/** A rule that lets pages call without the visitor's session must not decide about a request that carries it. */
export function decideNamedCredentials(decision: Identified): Refusal | null {
  if (decision.session.kind === 'none') return null;
  const anonymous = decision.named.find(({ decision: named }) => lacksCredentials(named));
  if (anonymous === undefined) return null;
  const detail = `${anonymous.title}: open to the page without credentials only`;
  return settle(decision, refuse('cross_site', anonymous.decision.route.at, { detail }));
}

function noteObserved(title: string, { observed }: Decision, decision: Decision, from: number): void {
  for (const refusal of observed.slice(from)) decision.observed.push(labelled(title, refusal));
}

function labelled(title: string, refusal: Refusal): Refusal {
  const { detail } = refusal;
  return { ...refusal, detail: detail === undefined ? title : `${title}: ${detail}`, named: title };
}
