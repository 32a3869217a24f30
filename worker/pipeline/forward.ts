import { formatAddress, GATEWAY_ORIGIN, lineOf, type Refusal, refuse, tenantOf } from '@portcullis/rules/engine';
import { fetchOrigin } from '../adapters/origin-fetch.ts';
import { preflightResponse } from '../core/cors-headers.ts';
import { setForwardingHeaders } from '../core/forwarding-headers.ts';
import { outgoingBody } from '../core/outgoing-body.ts';
import type { Exchange } from './exchange.ts';
import { liveSession, tieToSession } from './live.ts';
import { takeSessionHeader } from './sign-in.ts';

/** Sends the request on, and takes the origin's answer as it comes. The gateway's own endpoints answer here too. */
export async function forward(exchange: Exchange): Promise<Refusal | null> {
  const { config, decision, gateway } = exchange;
  const { route, request } = decision;
  if (route === null) return refuse('no_route');
  if (route.origin === GATEWAY_ORIGIN) {
    exchange.answer = await gateway.answerEndpoint(exchange);
    return exchange.refusal;
  }
  if (decision.preflight) {
    exchange.answer = preflightResponse(decision);
    return null;
  }
  const origin = config.origins.get(route.origin);
  if (origin === undefined) return refuse('signing_key_missing', route.at);

  const session = liveSession(decision);
  // An abort signal slows every request down; without a body or a connection to break off, the time-out alone is enough.
  const breaksOff = exchange.request.body !== null || (session !== null && request.upgradesToWebSocket);
  const cancel = breaksOff ? new AbortController() : null;
  const body = outgoingBody(exchange.request, route.maxBodyBytes, cancel);
  const askedMs = Date.now();
  const result = await fetchOrigin(origin, {
    target: request.target,
    tenant: tenantOf(decision),
    method: request.method,
    headers: setForwardingHeaders(exchange.headers, {
      target: request.target,
      context: exchange.context,
      clientAddress: request.address === null ? null : formatAddress(request.address),
      upgradesToWebSocket: request.upgradesToWebSocket,
    }),
    body,
    cancel,
    keepsEncoding: session !== null,
    timeoutMs: route.timeoutMs ?? origin.rule.timeoutMs,
  });
  exchange.waitsMs.origin = Date.now() - askedMs;
  if (body.exceeded())
    return refuse('body_too_large', lineOf(route, 'body'), { detail: `more than ${route.maxBodyBytes}` });
  if ('failure' in result) return refuse(result.failure, origin.rule.at, { detail: result.detail });
  exchange.answer = result;
  const refusal = await takeSessionHeader(exchange, origin, route);
  if (refusal === null && session !== null) exchange.answer = tieToSession(exchange, session, result, cancel);
  return refusal;
}
