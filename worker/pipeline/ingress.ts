import { canonicalTarget, createDecision, type Refusal, refuse } from '@portcullis/rules/engine';
import { connectionFacts } from '../core/connection-facts.ts';
import { forwardableHeaders } from '../core/request-headers.ts';
import { splitCookies } from '../core/role-cookie.ts';
import type { Exchange } from './exchange.ts';

const BODILESS = new Set(['GET', 'HEAD', 'TRACE', 'CONNECT']);

const NO_HOST = /[^A-Za-z0-9.:-]/;

/**
 * Brings the request into the one form that all later steps see: canonical URL, bounded headers without anything that is
 * the gateway's to say, the client's address from the platform.
 */
export function ingress(exchange: Exchange): Refusal | null {
  const { request } = exchange;
  // Plain workerd joins Host and target to a URL: a Host that is more than a host would become part of the path.
  if (NO_HOST.test(request.headers.get('host') ?? '')) return refuse('malformed_host');
  const target = canonicalTarget(request.url);
  if ('reason' in target) return target;
  const forwardable = forwardableHeaders(request.headers);
  if ('reason' in forwardable) return forwardable;
  const { headers, bytes } = forwardable;
  const { role, rest } = splitCookies(request.headers.get('cookie'));
  if (rest !== null) headers.set('cookie', rest);
  exchange.roleCookies = role;
  exchange.headers = headers;
  exchange.decision = createDecision({
    method: request.method,
    target,
    address: exchange.gateway.readClientAddress(request),
    upgradesToWebSocket: request.headers.get('upgrade')?.toLowerCase() === 'websocket',
    fetchSite: request.headers.get('sec-fetch-site'),
    fetchMode: request.headers.get('sec-fetch-mode'),
    fetchDest: request.headers.get('sec-fetch-dest'),
    origin: request.headers.get('origin'),
    requestedMethod: request.headers.get('access-control-request-method'),
    requestedHeaders: request.headers.get('access-control-request-headers'),
    announcedBodyBytes: Number(request.headers.get('content-length') ?? 0),
    headerBytes: bytes,
    ...connectionFacts(request),
    nowSeconds: exchange.startedMs / 1000,
  });
  // The runtime would leave such a body out without a word; what is not forwarded whole is not forwarded.
  return BODILESS.has(request.method) && announcesBody(request.headers) ? refuse('body_without_meaning') : null;
}

function announcesBody(headers: Headers): boolean {
  const length = headers.get('content-length');
  return (length !== null && length !== '0') || headers.has('transfer-encoding');
}
