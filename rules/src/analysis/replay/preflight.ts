import type { Engine, RequestFacts } from '../../engine/index.ts';

/**
 * Most logs keep no headers, so an OPTIONS in them may have been a preflight: it is judged as one where some route of the
 * path answers preflights, from an origin and for a method that the route names.
 */
export function asPreflight(engine: Engine, facts: RequestFacts, headersUnknown: boolean): RequestFacts {
  if (!headersUnknown || facts.method !== 'OPTIONS') return facts;
  const { matchRoute } = engine.routesAt(engine.matchHost(facts.target.host)?.pattern ?? null);
  for (const method of new Set(engine.policy.routes.flatMap(({ methods }) => methods))) {
    const found = matchRoute(facts.target.path, method);
    const origins = 'reason' in found ? null : (found.cors?.origins ?? null);
    if (origins === null) continue;
    const origin = origins === 'any' ? 'https://another.example' : (origins[0] ?? null);
    return { ...facts, origin, requestedMethod: method };
  }
  return facts;
}
