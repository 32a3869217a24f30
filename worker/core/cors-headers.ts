import { type CorsAnswer, corsAnswer, type Decision } from '@portcullis/rules/engine';

const ALLOW_ORIGIN = 'access-control-allow-origin';
const OTHERS = [
  'access-control-allow-credentials',
  'access-control-allow-headers',
  'access-control-allow-methods',
  'access-control-allow-private-network',
  'access-control-expose-headers',
  'access-control-max-age',
] as const;

/**
 * Who may read an answer across origins is for the rules to say (Fetch Standard section 3.3): what the origin allows is
 * taken out, and what the route's `cors` allows is set. While cross-site checks are only observed, the origin's own
 * answer stands where the rules have none. Changes `headers`.
 */
export function setCorsHeaders(headers: Headers, decision: Decision): void {
  const cors = corsAnswer(decision);
  const { route } = decision;
  if (cors === null && route?.observe.includes('crossSite') === true) return;
  // The others mean nothing without the first.
  if (headers.has(ALLOW_ORIGIN)) for (const name of [ALLOW_ORIGIN, ...OTHERS]) headers.delete(name);
  if (route === null || route.cors === null) return;
  headers.append('vary', 'Origin');
  if (cors === null) return;
  allow(headers, cors);
  if (cors.rule.expose.length > 0) headers.set('access-control-expose-headers', cors.rule.expose.join(', '));
}

/** The answer to a preflight, without leave where the rules give none. */
export function preflightResponse(decision: Decision): Response {
  const headers = new Headers({ vary: 'Origin, Access-Control-Request-Method, Access-Control-Request-Headers' });
  const cors = corsAnswer(decision);
  // A preflight that is refused comes here only where the route observes cross-site checks.
  if (cors !== null && decision.observed.length === 0) {
    allow(headers, cors);
    headers.set('access-control-allow-methods', decision.request.requestedMethod ?? '');
    if (cors.rule.headers.length > 0) headers.set('access-control-allow-headers', cors.rule.headers.join(', '));
    headers.set('access-control-max-age', String(cors.rule.maxAgeSeconds));
  }
  return new Response(null, { status: 204, headers });
}

function allow(headers: Headers, { allowOrigin, rule }: CorsAnswer): void {
  headers.set(ALLOW_ORIGIN, allowOrigin);
  if (rule.credentials) headers.set('access-control-allow-credentials', 'true');
}
