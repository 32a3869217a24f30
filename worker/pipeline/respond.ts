import { isRouted, type Refusal, type RoutedDecision, sessionOf } from '@portcullis/rules/engine';
import type { ContentClass, ResponsePlan, RouteRule } from '@portcullis/rules/policy';
import { contentClass } from '@portcullis/rules/responses';
import {
  fieldsOf,
  forbidCaching,
  GATEWAY_HEADERS,
  type HeaderFields,
  hardenAnswer,
  keepFromSharedCaches,
  refusalHeaders,
  setCorsHeaders,
  setOwn,
  setRateLimitFields,
  transportHeaders,
  varyBy,
} from '../core/headers/index.ts';
import { type AnswerChanges, changedPage } from '../core/messages/index.ts';
import { allowOnPage, wantsPage } from '../core/pages/index.ts';
import { refusalResponse, signInResponse } from '../core/refusals/index.ts';
import { bannerOf } from './act-as.ts';
import { type Exchange, isAnswered, isRoutedExchange, type RoutedExchange } from './exchange.ts';
import { pageRequest } from './page-request.ts';
import { signInRedirect } from './provider-choice.ts';
import { cookiesInTime } from './sessions/index.ts';

/** Hardens what the client gets: the origin's answer, the gateway's, or the refusal. */
export function respond(exchange: Exchange): Response {
  const response = exchange.refusal === null ? answered(exchange) : refused(exchange, exchange.refusal);
  const { headers } = response;
  headers.set('portcullis-request-id', exchange.id);
  // Most of the gateway's own answers say so already.
  const isClosed = exchange.answer?.kind !== 'origin' && headers.get('cache-control') === 'no-store';
  const cookies = cookiesInTime(exchange);
  if (cookies.length > 0 && !isClosed) forbidCaching(headers, fieldsOf(headers), []);
  for (const cookie of cookies) headers.append('set-cookie', cookie);
  // Beside one of the app's own, which may bind cookies of its own.
  if (exchange.deviceOffer !== null) headers.append('secure-session-registration', exchange.deviceOffer);
  if (exchange.signedOut) headers.set('clear-site-data', '"cache", "storage"');
  announceLimits(exchange, headers);
  return response;
}

/** Limits that are only observed are not announced: clients would slow down for limits that are not in force. */
function announceLimits(exchange: Exchange, headers: Headers): void {
  if (!isRoutedExchange(exchange)) return;
  const { admitted, route } = exchange.decision;
  if (admitted?.kind !== 'answered' || route.observe.includes('limits')) return;
  setRateLimitFields(headers, admitted.limits, exchange.config.engine.limits);
}

/** What decides how long an answer may be kept. */
interface CachedAnswer {
  readonly content: ContentClass;
  readonly nonce: string | null;
  readonly headers: Headers;
  /** Those of them that the origin sent. */
  readonly fields: HeaderFields;
  /** Those of the rules. */
  readonly plan: ResponsePlan;
}

function answered(exchange: Exchange): Response {
  if (!isAnswered(exchange)) throw new TypeError('a request that was not refused has no answer');
  const { answer, decision } = exchange;
  const { route } = decision;
  if (answer.kind === 'preflight') return ofPreflight(answer.response, route);
  // A copy, since a fetched response's headers cannot be changed; the body streams through untouched.
  const copy = new Response(answer.response.body, answer.response);
  if (answer.kind === 'gateway') return ofEndpoint(exchange, copy);
  const { headers } = copy;
  const { fields } = answer;
  const content = contentClass(copy.status, fields.get('content-type') ?? null);
  const plan = route.headers.plans[content];
  hardenAnswer(headers, fields, plan, answer.nonce);
  setCorsHeaders(headers, decision);
  applyChanges(answer.changes, headers);
  protectFromCaches(exchange, { content, nonce: answer.nonce, headers, fields, plan });
  const banner = answer.acting === null ? null : bannerOf(exchange, copy, answer.acting);
  return changedPage(copy, { delivery: route.headers.nonce, nonce: answer.nonce, banner });
}

/** The gateway answers a preflight itself, and no page reads the answer. */
function ofPreflight(response: Response, route: RouteRule): Response {
  setOwn(response.headers, route.headers.plans.data.sets, null);
  return response;
}

/** Of its endpoints, some answer with a page. */
function ofEndpoint(exchange: RoutedExchange, response: Response): Response {
  const hardened = ofGateway(exchange, response, GATEWAY_HEADERS);
  if (!(response.headers.get('content-type') ?? '').startsWith('text/html')) return hardened;
  const brand = exchange.config.engine.policy.pages ?? null;
  return allowOnPage(hardened, { brand, nonce: null, posts: true });
}

/** What the gateway answers itself has headers of its own. How its hosts are reached is for the rules to say. */
function ofGateway({ hsts }: Exchange, response: Response, headers: typeof GATEWAY_HEADERS): Response {
  for (const [name, value] of transportHeaders(hsts)) response.headers.set(name, value);
  for (const [name, value] of headers) response.headers.set(name, value);
  return response;
}

/** Other headers of the origin are not rewritten: the runtime passes them on byte for byte. */
function applyChanges({ locations, cookies }: AnswerChanges, headers: Headers): void {
  for (const [name, value] of locations) headers.set(name, value);
  if (cookies === null) return;
  headers.delete('set-cookie');
  for (const cookie of cookies) headers.append('set-cookie', cookie);
}

/**
 * Answers to a session, and answers that set a cookie, must not be cached for another user. Pages of a public route may say
 * who is signed in, since the app learns it from the context.
 */
function protectFromCaches(exchange: RoutedExchange, { content, nonce, headers, fields, plan }: CachedAnswer): void {
  const { route } = exchange.decision;
  const session = sessionOf(exchange.decision);
  const isPersonal = session !== null && route.cache === 'private';
  // A page that a script has fetched has no banner, and a browser that kept it would show it so.
  const needsBanner = content === 'page' && session !== null && session.actAs !== null && route.actAsBanner === 'shown';
  // A nonce that a cache kept would be known to the next visitor.
  const isOnce = nonce !== null;
  if (isPersonal || needsBanner || isOnce || headers.has('set-cookie')) forbidCaching(headers, fields, plan.sets);
  else if (route.cache === 'origin') {
    if (content === 'page') varyBy(headers, 'Cookie');
    if (session !== null) keepFromSharedCaches(headers);
  }
}

function refused(exchange: Exchange, refusal: Refusal): Response {
  const signIn = signInRedirect(exchange, refusal);
  if (signIn !== null) return ofGateway(exchange, signInResponse(refusal, signIn), GATEWAY_HEADERS);
  const { request, config, decision } = exchange;
  const target = decision?.request.target;
  const engine = config?.engine ?? null;
  const page = wantsPage(request.headers) ? pageRequest(exchange, refusal) : null;
  // A page that may read the answer may read the refusal too, so that it knows whether to sign in or to wait. After an
  // internal error, the rule that permits the page may itself be broken.
  const routed = decision !== null && isRouted(decision) && refusal.reason !== 'internal_error' ? decision : null;
  const response = refusalResponse(refusal, {
    requestId: exchange.id,
    gateway: engine?.policy.gateway ?? null,
    takesBasic: routed !== null && takesBasic(routed),
    page,
    withBody: request.method !== 'HEAD',
    httpsUrl: target === undefined ? null : `https://${target.host}${target.path}${target.query}`,
  });
  if (routed !== null) setCorsHeaders(response.headers, routed);
  const hardened = ofGateway(exchange, response, refusalHeaders(routed?.route ?? null));
  if (page === null) return hardened;
  const nonce = refusal.retryAfterSeconds === undefined ? null : page.nonce;
  return allowOnPage(hardened, { brand: page.brand, nonce, posts: false });
}

/** A browser would ask its user for a password, and then send it with every request. */
function takesBasic({ route: { access }, request }: RoutedDecision): boolean {
  return access.kind === 'roles' && access.credentials.includes('token') && request.fetchMode === null;
}
