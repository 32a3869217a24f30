import { type CorsAnswer, corsAnswer, preflightAnswer, type Routed } from '@portcullis/rules/engine';
import type { CorsRule } from '@portcullis/rules/policy';
import { varyBy } from './response-headers.ts';

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
export function setCorsHeaders(headers: Headers, decision: Routed): void {
  const cors = corsAnswer(decision);
  const { route } = decision;
  if (route.cors !== null) varyBy(headers, 'Origin');
  if (cors === null && route.observe.includes('crossSite')) return;
  // The other headers mean nothing without the first.
  if (cors !== null || headers.has(ALLOW_ORIGIN)) {
    headers.delete(ALLOW_ORIGIN);
    for (const name of OTHERS) headers.delete(name);
  }
  if (cors === null) return;
  allow(headers, cors);
  if (cors.rule.expose.length > 0) headers.set('access-control-expose-headers', cors.rule.expose.join(', '));
}

/** The answer to a preflight, without leave where the rules give none. */
export function preflightResponse(decision: Routed): Response {
  const headers = new Headers({ vary: 'Origin, Access-Control-Request-Method, Access-Control-Request-Headers' });
  const cors = preflightAnswer(decision);
  if (cors !== null) {
    allow(headers, cors);
    headers.set('access-control-allow-methods', decision.request.requestedMethod ?? '');
    if (cors.rule.headers.length > 0) headers.set('access-control-allow-headers', cors.rule.headers.join(', '));
    headers.set('access-control-max-age', String(cors.rule.maxAgeSeconds));
  }
  return new Response(null, { status: 204, headers });
}

/**
 * Removes the credentials that a browser adds itself where the rule gives the page none: to the app, too, the
 * visitor is anonymous. An `Authorization` that the page may set is the page's own. Changes `headers`.
 */
export function removeCredentials(headers: Headers, rule: CorsRule): void {
  headers.delete('cookie');
  if (!rule.headers.includes('authorization')) headers.delete('authorization');
}

function allow(headers: Headers, { allowOrigin, rule }: CorsAnswer): void {
  headers.set(ALLOW_ORIGIN, allowOrigin);
  if (rule.credentials) headers.set('access-control-allow-credentials', 'true');
}
