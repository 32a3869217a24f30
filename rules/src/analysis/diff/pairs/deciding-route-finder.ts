import { createDecision, decideRoute, type Engine, type RequestFacts } from '../../../engine/index.ts';
import type { RouteRule } from '../../../policy/index.ts';
import { BARE_FACTS, type DecidingRoute } from '../axis/index.ts';

/** Finds the route that decides a request, as the engine's own step does at one of the gateway's hosts. */
export interface DecidingRouteFinder {
  readonly decidingRoute: (method: string, requestedMethod: string | null, path: string) => DecidingRoute | null;
  /** Methods that pass at a path, as the engine names them to a client that asks with another one. */
  readonly methodsAt: (path: string) => readonly string[];
}

/** A method that no rules can name. */
const NO_METHOD = 'NONE';

/** The same route gives the same object, so that what compares two of them can remember by identity. */
export function createDecidingRouteFinder(engine: Engine): DecidingRouteFinder {
  const host = hostOf(engine);
  const found = new Map<RouteRule, { readonly plain: DecidingRoute; readonly preflight: DecidingRoute }>();
  const decidingRoute: DecidingRouteFinder['decidingRoute'] = (method, requestedMethod, path) => {
    if (host === null) return null;
    const decision = decideRoute(engine, createDecision(requestTo(host, method, requestedMethod, path)));
    if ('reason' in decision) return null;
    const { route: rule } = decision;
    const known = found.get(rule) ?? {
      plain: { engine, rule, preflight: false },
      preflight: { engine, rule, preflight: true },
    };
    found.set(rule, known);
    return decision.preflight ? known.preflight : known.plain;
  };
  const methodsAt: DecidingRouteFinder['methodsAt'] = (path) => {
    const decided = engine.matchRoute(path, NO_METHOD);
    return 'reason' in decided && decided.reason === 'method_not_allowed' ? decided.allow : [];
  };
  return { decidingRoute, methodsAt };
}

function hostOf({ policy }: Engine): string | null {
  const [pattern] = policy.hosts;
  if (pattern === undefined) return null;
  const name = pattern.labels.map((label) => label ?? 'acme').join('.');
  return pattern.port === null ? name : `${name}:${pattern.port}`;
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
