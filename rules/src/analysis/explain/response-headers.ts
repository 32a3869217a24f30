import {
  corsAnswer,
  type Decision,
  GATEWAY_ORIGIN,
  isRouted,
  preflightAnswer,
  type Routed,
  sessionOf,
} from '../../engine/index.ts';

type Header = readonly [name: string, value: string];

/** Response headers that the gateway sets on the answer to a request that passes, lower case. */
export function responseHeaders(decision: Decision): readonly Header[] {
  if (!isRouted(decision)) return [];
  const { route } = decision;
  if (route.origin === GATEWAY_ORIGIN) return [];
  const headers: Header[] = [...route.headers, ...corsHeaders(decision)];
  if (!decision.preflight && sessionOf(decision) !== null && route.cache === 'private')
    headers.push(['cache-control', 'private, no-store']);
  return headers;
}

function corsHeaders(decision: Routed): readonly Header[] {
  const cors = decision.preflight ? preflightAnswer(decision) : corsAnswer(decision);
  if (cors === null) return [];
  const { allowOrigin, rule } = cors;
  const headers: Header[] = [['access-control-allow-origin', allowOrigin]];
  if (rule.credentials) headers.push(['access-control-allow-credentials', 'true']);
  if (!decision.preflight) {
    if (rule.expose.length > 0) headers.push(['access-control-expose-headers', rule.expose.join(', ')]);
    return headers;
  }
  headers.push(['access-control-allow-methods', decision.request.requestedMethod ?? '']);
  if (rule.headers.length > 0) headers.push(['access-control-allow-headers', rule.headers.join(', ')]);
  headers.push(['access-control-max-age', String(rule.maxAgeSeconds)]);
  return headers;
}
