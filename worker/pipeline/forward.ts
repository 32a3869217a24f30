import { SESSION_HEADER } from '@portcullis/origin/context';
import {
  BODILESS_METHODS,
  formatAddress,
  forwardedTarget,
  identityHeaders,
  lacksCredentials,
  lineOf,
  originBase,
  type Refusal,
  refuse,
  sessionOf,
  tenantOf,
} from '@portcullis/rules/engine';
import type { RouteRule } from '@portcullis/rules/policy';
import { fetchOrigin } from '../adapters/origin-fetch.ts';
import { CONTEXT_SECONDS } from '../config.ts';
import { fieldsOf, type HeaderFields, preflightResponse, setForwardingHeaders } from '../core/headers/index.ts';
import {
  type AnswerChanges,
  answerChanges,
  answerProblem,
  type BodyProblem,
  outgoingBody,
  readsPages,
  withoutStrayBody,
} from '../core/messages/index.ts';
import type { Origin } from '../settings/read-origins.ts';
import { actingSession } from './act-as.ts';
import type { AuthorizedExchange } from './exchange.ts';
import { liveSession, tieToSession } from './live.ts';
import { applySessionHeader } from './sign-in.ts';

const NO_HEADERS: ReturnType<typeof identityHeaders> = [];
const NO_TENANT = 'the origin has one URL a tenant, and the request has no tenant';

/** Sends the request to its destination. The gateway's own endpoints and preflights are answered here too. */
export async function forward(exchange: AuthorizedExchange): Promise<Refusal | null> {
  const { decision, destination } = exchange;
  const { route, request } = decision;
  if (destination.kind === 'gateway') {
    const response = await exchange.gateway.answerEndpoint(exchange);
    if ('reason' in response) return response;
    exchange.answer = { kind: 'gateway', response };
    return null;
  }
  if (destination.kind === 'preflight') {
    exchange.answer = { kind: 'preflight', response: preflightResponse(decision) };
    return null;
  }
  const { origin, context, nonce } = destination;
  // What waits before this must not outlast what was checked; the origin would refuse the context as well.
  if (Date.now() >= exchange.startedMs + CONTEXT_SECONDS * 1000)
    return refuse('internal_error', null, { detail: 'the context was over before it could be sent' });
  const base = originBase(origin.rule, request.target, tenantOf(decision));
  if (base === null) return refuse('origin_unreachable', origin.rule.at, { detail: NO_TENANT });
  const session = liveSession(decision);
  // `ingress` has seen that the others hold nothing.
  const body = BODILESS_METHODS.has(request.method) ? null : exchange.request.body;
  // An abort signal slows requests down. Without a body or a connection to close, the time-out is enough.
  const breaksOff = body !== null || (session !== null && request.upgradesToWebSocket);
  const cancel = breaksOff ? new AbortController() : null;
  const announced = exchange.fields.get('content-length') ?? null;
  const outgoing = outgoingBody(body, announced, route.maxBodyBytes, cancel);
  const askedMs = Date.now();
  const acting = actingSession(exchange);
  const isRead = acting !== null || readsPages(route.headers.nonce);
  if (isRead) askForWholePages(exchange.headers);
  if (acting !== null) askForNewPages(exchange.headers);
  const result = await fetchOrigin(origin.binding, {
    url: `${base}${forwardedTarget(exchange.config.engine, decision)}`,
    method: request.method,
    headers: setForwardingHeaders(exchange.headers, {
      target: request.target,
      context,
      clientAddress: request.address === null ? null : formatAddress(request.address),
      upgradesToWebSocket: request.upgradesToWebSocket,
      // One that `Connection` names went no further.
      traceparent: exchange.fields.has('traceparent') ? exchange.headers.get('traceparent') : null,
      references: decision.references,
      origin: origin.rule,
      changes: origin.headers,
      identity: origin.rule.identity === null ? NO_HEADERS : identityHeaders(origin.rule.identity, sessionOf(decision)),
      originBase: base,
    }),
    body: outgoing,
    cancel,
    keepsEncoding: session !== null && !isRead,
    timeoutMs: route.timeoutMs ?? origin.rule.timeoutMs,
  });
  exchange.waitsMs.origin = Date.now() - askedMs;
  const problem = outgoing.problem();
  if (problem !== null) return bodyRefusal(problem, route);
  if ('failure' in result) return refuse(result.failure, origin.rule.at, { detail: result.detail });
  const fields = fieldsOf(result.headers);
  const came = { headers: result.headers, fields };
  const changes = answerProblem(result, request.upgradesToWebSocket) ?? planChanges(exchange, origin, base, came);
  if (typeof changes === 'string')
    return refuse('origin_answer_invalid', origin.rule.at, { detail: `origin "${origin.rule.id}": ${changes}` });
  if (changes.roleCookieDropped) exchange.notes.push('role_cookie_of_origin_dropped');
  const answer = withoutStrayBody(result);
  const word = fields.get(SESSION_HEADER.toLowerCase());
  const refusal = word === undefined ? null : await applySessionHeader(exchange, origin, word);
  if (refusal !== null) return refusal;
  const response = session === null ? answer : tieToSession(exchange, session, answer, cancel);
  exchange.answer = { kind: 'origin', response, fields, changes, nonce, acting };
  return null;
}

/** A part of a page, or one that is compressed, could go out with its placeholder in place. Changes `headers`. */
function askForWholePages(headers: Headers): void {
  headers.set('accept-encoding', 'identity');
  for (const name of ['range', 'if-range']) headers.delete(name);
}

/** A page that the browser has kept would lack the banner. Changes `headers`. */
function askForNewPages(headers: Headers): void {
  for (const name of ['if-none-match', 'if-modified-since']) headers.delete(name);
}

function bodyRefusal(problem: BodyProblem, route: RouteRule): Refusal {
  return problem === 'body_unreadable'
    ? refuse(problem)
    : refuse(problem, lineOf(route, 'body'), { detail: `more than ${route.maxBodyBytes}` });
}

/** What `respond` must rewrite, or what is wrong with the answer. */
function planChanges(
  exchange: AuthorizedExchange,
  origin: Origin,
  base: string,
  { headers, fields }: { readonly headers: Headers; readonly fields: HeaderFields },
): AnswerChanges | string {
  const { decision } = exchange;
  return answerChanges(headers, fields, {
    origin: origin.rule,
    originBase: base,
    hidesAddresses: origin.hidesAddresses,
    target: decision.request.target,
    cookies: decision.route.cookies,
    // Cookies would put the visitor into a session that the page has chosen.
    withoutCookies: lacksCredentials(decision),
    nowMs: Date.now(),
  });
}
