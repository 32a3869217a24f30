import { createDecision, decideRoute, type Engine, type RequestFacts } from '../../../engine/index.ts';
import type { RouteRule } from '../../../policy/index.ts';
import type { Side } from '../axis/index.ts';
import { BARE_FACTS } from '../axis/index.ts';

/** Finds the route that decides a request, as the engine's own step does at one of the gateway's hosts. */
export interface SideFinder {
  readonly sideOf: (method: string, requestedMethod: string | null, path: string) => Side | null;
  /** Methods that pass at a path, as the engine would tell a client that asks with another one. */
  readonly methodsAt: (path: string) => readonly string[];
}

/** A method that no rules can name. */
const NO_METHOD = 'NONE';

/** Sides of the same route are the same object. */
export function createSideFinder(engine: Engine): SideFinder {
  const host = hostOf(engine);
  const sides = new Map<RouteRule, { readonly plain: Side; readonly preflight: Side }>();
  const sideOf: SideFinder['sideOf'] = (method, requestedMethod, path) => {
    if (host === null) return null;
    const decision = createDecision(requestTo(host, method, requestedMethod, path));
    if (decideRoute(engine, decision) !== null || decision.route === null) return null;
    const { route } = decision;
    const known = sides.get(route) ?? {
      plain: { engine, route, preflight: false },
      preflight: { engine, route, preflight: true },
    };
    sides.set(route, known);
    return decision.preflight ? known.preflight : known.plain;
  };
  const methodsAt: SideFinder['methodsAt'] = (path) => {
    const refusal = engine.matchRoute(path, NO_METHOD);
    return 'reason' in refusal ? (refusal.allow ?? []) : [];
  };
  return { sideOf, methodsAt };
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
