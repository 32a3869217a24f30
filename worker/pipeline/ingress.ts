import {
  BODILESS_METHODS,
  canonicalTarget,
  createDecision,
  GATEWAY_PREFIX,
  limitKeyOfAddress,
  type Refusal,
  refuse,
} from '@portcullis/rules/engine';
import type { Config } from '../config.ts';
import { connectionFacts } from '../core/connection-facts.ts';
import { forwardableHeaders } from '../core/request-headers.ts';
import { splitCookies } from '../core/role-cookie.ts';
import type { Exchange } from './exchange.ts';

type FloodGuard = NonNullable<Config['floodGuard']>;

/** The platform does not say how long it counts: a minute at most, and later is better than too early. */
const FLOOD_RETRY_SECONDS = 60;
const OUTAGE_RETRY_SECONDS = 5;

const NO_HOST = /[^A-Za-z0-9.:-]/;

/**
 * Brings the request into the one form that all later steps see: canonical URL, bounded headers without anything that is
 * the gateway's to say, the client's address from the platform. Where the platform guards against floods, it is asked
 * here, before anything that costs.
 */
export function ingress(exchange: Exchange): Refusal | null | Promise<Refusal | null> {
  const { request } = exchange;
  // Plain workerd joins Host and target to a URL: a Host that is more than a host would become part of the path.
  if (NO_HOST.test(request.headers.get('host') ?? '')) return refuse('malformed_host');
  const target = canonicalTarget(request.url);
  if ('reason' in target) return target;
  const forwardable = forwardableHeaders(request.headers);
  if ('reason' in forwardable) return forwardable;
  const { headers, bytes, naming } = forwardable;
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
    naming,
    announcedBodyBytes: Number(request.headers.get('content-length') ?? 0),
    headerBytes: bytes,
    ...connectionFacts(request),
    nowSeconds: exchange.startedMs / 1000,
  });
  // The runtime would leave such a body out without a word; what is not forwarded whole is not forwarded. One of unknown
  // length may be empty, which `forward` finds out.
  if (BODILESS_METHODS.has(request.method) && exchange.decision.request.announcedBodyBytes > 0)
    return refuse('body_without_meaning');
  const { floodGuard } = exchange.config;
  return floodGuard === null || asksForHealth(exchange) ? null : refuseFlood(exchange, floodGuard);
}

/** An orchestrator that hears "too many requests" would take the gateway for dead. */
function asksForHealth({ request, decision }: Exchange): boolean {
  return request.method === 'GET' && decision.request.target.path === `${GATEWAY_PREFIX}/health`;
}

/** Requests whose address is unknown share one count. */
async function refuseFlood(exchange: Exchange, passes: FloodGuard): Promise<Refusal | null> {
  const { address } = exchange.decision.request;
  try {
    const key = address === null ? 'unknown' : limitKeyOfAddress(address);
    return (await passes(key)) ? null : refuse('flood', null, { retryAfterSeconds: FLOOD_RETRY_SECONDS });
  } catch (error) {
    const detail = error instanceof Error ? `${error.name}: ${error.message}` : 'unknown';
    return refuse('flood_guard_unavailable', null, { detail, retryAfterSeconds: OUTAGE_RETRY_SECONDS });
  }
}
