import { createDecision, decideRoute, GATEWAY_ORIGIN, type RequestFacts } from '../../../engine/index.ts';
import type { RouteRule } from '../../../policy/index.ts';
import { BARE_FACTS, type DecidingRoute } from '../axis/index.ts';
import type { HostSide } from './host-groups.ts';

/** Finds the route that decides a request, as the engine's own step does at the host. */
export interface DecidingRouteFinder {
  readonly decidingRoute: (method: string, requestedMethod: string | null, path: string) => DecidingRoute | null;
  /** Methods that pass at a path, as the engine names them to a client that asks with another one. */
  readonly methodsAt: (path: string) => readonly string[];
}

/** A method that no rules can name. */
const NO_METHOD = 'NONE';

/** The same route gives the same object, so that what compares two of them can remember by identity. */
export function createDecidingRouteFinder({ engine, host, routes }: HostSide): DecidingRouteFinder {
  const found = new Map<RouteRule, { readonly plain: DecidingRoute; readonly preflight: DecidingRoute }>();
  const decidingRoute: DecidingRouteFinder['decidingRoute'] = (method, requestedMethod, path) => {
    const decision = decideRoute(engine, createDecision(requestTo(host, method, requestedMethod, path)));
    if ('reason' in decision) return null;
    const { route: rule } = decision;
    if (routes === null && rule.origin !== GATEWAY_ORIGIN) return null;
    const known = found.get(rule) ?? {
      plain: { engine, rule, preflight: false },
      preflight: { engine, rule, preflight: true },
    };
    found.set(rule, known);
    return decision.preflight ? known.preflight : known.plain;
  };
  const methodsAt: DecidingRouteFinder['methodsAt'] = (path) => {
    const { matchRoute } = engine.routesAt(engine.matchHost(host)?.pattern ?? null);
    const decided = matchRoute(path, NO_METHOD);
    return 'reason' in decided && decided.reason === 'method_not_allowed' ? decided.allow : [];
  };
  return { decidingRoute, methodsAt };
}

function requestTo(host: string, method: string, requestedMethod: string | null, path: string): RequestFacts {
  return {
    method,
    target: { scheme: 'https', host, path, query: '' },
    ...BARE_FACTS,
    origin: requestedMethod === null ? null : 'https://elsewhere.invalid',
    requestedMethod,
  };
}
