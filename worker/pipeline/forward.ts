import {
  BODILESS_METHODS,
  formatAddress,
  GATEWAY_ORIGIN,
  lacksCredentials,
  lineOf,
  originBase,
  type Refusal,
  refuse,
  tenantOf,
} from '@portcullis/rules/engine';
import type { RouteRule } from '@portcullis/rules/policy';
import { fetchOrigin } from '../adapters/origin-fetch.ts';
import type { Origin } from '../config.ts';
import { preflightResponse, setForwardingHeaders } from '../core/headers/index.ts';
import {
  answerChanges,
  answerProblem,
  type BodyProblem,
  holdsAnything,
  outgoingBody,
  withoutStrayBody,
} from '../core/messages/index.ts';
import type { RoutedExchange } from './exchange.ts';
import { liveSession, tieToSession } from './live.ts';
import { takeSessionHeader } from './sign-in.ts';

/** Sends the request on, and takes the origin's answer as it comes. The gateway's own endpoints answer here too. */
export async function forward(exchange: RoutedExchange): Promise<Refusal | null> {
  const { config, decision, gateway } = exchange;
  const { route, request } = decision;
  const body = await usefulBody(exchange.request);
  if (body !== null && 'reason' in body) return body;
  if (route.origin === GATEWAY_ORIGIN) {
    exchange.answer = await gateway.answerEndpoint(exchange);
    return exchange.refusal;
  }
  if (decision.preflight) {
    exchange.answer = preflightResponse(decision);
    return null;
  }
  const origin = config.origins.get(route.origin);
  const { context } = exchange;
  if (origin === undefined || context === null) return refuse('signing_key_missing', route.at);

  const session = liveSession(decision);
  // An abort signal slows every request down; without a body or a connection to break off, the time-out alone is enough.
  const breaksOff = body !== null || (session !== null && request.upgradesToWebSocket);
  const cancel = breaksOff ? new AbortController() : null;
  const announced = exchange.request.headers.get('content-length');
  const outgoing = outgoingBody(body, announced, route.maxBodyBytes, cancel);
  const askedMs = Date.now();
  const result = await fetchOrigin(origin, {
    target: request.target,
    tenant: tenantOf(decision),
    method: request.method,
    headers: setForwardingHeaders(exchange.headers, {
      target: request.target,
      context,
      clientAddress: request.address === null ? null : formatAddress(request.address),
      upgradesToWebSocket: request.upgradesToWebSocket,
      references: decision.references,
      originBase: originBase(origin.rule, tenantOf(decision)),
    }),
    body: outgoing,
    cancel,
    keepsEncoding: session !== null,
    timeoutMs: route.timeoutMs ?? origin.rule.timeoutMs,
  });
  exchange.waitsMs.origin = Date.now() - askedMs;
  const problem = outgoing.problem();
  if (problem !== null) return bodyRefusal(problem, route);
  if ('failure' in result) return refuse(result.failure, origin.rule.at, { detail: result.detail });
  const unfit = answerProblem(result, request.upgradesToWebSocket) ?? planChanges(exchange, origin, route, result);
  if (unfit !== null)
    return refuse('origin_answer_invalid', origin.rule.at, { detail: `origin "${origin.rule.id}": ${unfit}` });
  const answer = withoutStrayBody(result);
  exchange.answer = answer;
  const refusal = await takeSessionHeader(exchange, origin, route);
  if (refusal === null && session !== null) exchange.answer = tieToSession(exchange, session, answer, cancel);
  return refusal;
}

/** The request's body, where its method has use for one. Clients may frame a body that holds nothing: that is none. */
async function usefulBody({ method, body, headers }: Request): Promise<ReadableStream | Refusal | null> {
  if (body === null || !BODILESS_METHODS.has(method)) return body;
  if (!headers.has('transfer-encoding')) return null;
  try {
    return (await holdsAnything(body)) ? refuse('body_without_meaning') : null;
  } catch {
    return refuse('body_unreadable');
  }
}

function bodyRefusal(problem: BodyProblem, route: RouteRule): Refusal {
  return problem === 'body_unreadable'
    ? refuse(problem)
    : refuse(problem, lineOf(route, 'body'), { detail: `more than ${route.maxBodyBytes}` });
}

/** Works out what `respond` writes anew. Returns what is wrong with the answer, where that cannot be done. */
function planChanges(exchange: RoutedExchange, origin: Origin, route: RouteRule, answer: Response): string | null {
  const { decision } = exchange;
  const { scheme, host } = decision.request.target;
  const changes = answerChanges(answer.headers, {
    originBase: originBase(origin.rule, tenantOf(decision)),
    publicBase: `${scheme}://${host}`,
    cookieDomain: route.cookieDomain,
    // Cookies would put the visitor into whatever session the page has chosen.
    withoutCookies: lacksCredentials(decision),
    nowMs: Date.now(),
  });
  if (typeof changes === 'string') return `${changes} holds bytes that are not UTF-8, and cannot be rewritten`;
  exchange.changes = changes;
  if (changes.roleCookieDropped) exchange.notes.push('role_cookie_of_origin_dropped');
  return null;
}
