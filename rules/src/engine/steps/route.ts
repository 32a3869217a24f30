import type { RouteRule } from '../../policy/index.ts';
import { GATEWAY_ORIGIN, GATEWAY_PREFIX, isHealthQuestion } from '../built-in.ts';
import { isPreflight } from '../cors.ts';
import { type Decision, lineOf, settle } from '../decision.ts';
import type { Engine } from '../engine.ts';
import { type Refusal, refuse } from '../reasons/index.ts';
import { answersChallenges, isChallengePath, refusePlainHttp } from './plain-http.ts';

/** Host to tenant, then host, path and method to the route that decides, and whether the route takes the message's size. */
export function decideRoute(engine: Engine, decision: Decision): Refusal | null {
  const { target, method } = decision.request;
  const host = engine.matchHost(target.host);
  if (host === null && !isHealthQuestion(decision.request)) return refuse('unknown_host');
  decision.urlTenant = host?.tenant ?? null;
  const plain = refusePlainHttp(engine, decision.request);
  const isChallenge = plain !== null && isChallengePath(target.path);
  const early = isChallenge ? null : settle(decision, plain, null);
  if (early !== null) return early;
  const asked = askedRoute(engine, decision);
  const found = asked ?? engine.matchRoute(target.path, method);
  if ('reason' in found) return found;
  // A wide pattern of the rules covers the gateway's prefix too, but nothing under it is ever forwarded.
  if (found.origin !== GATEWAY_ORIGIN && isGatewayPath(target.path)) return refuse('no_route');
  const late = isChallenge && !answersChallenges(found) ? settle(decision, plain, null) : null;
  if (late !== null) return late;
  decision.route = found;
  decision.preflight = asked !== null;
  return decideSize(found, decision);
}

/** The route that a preflight asks about, if the gateway answers for it: with a `cors` rule. */
function askedRoute(engine: Engine, { request }: Decision): RouteRule | null {
  if (!isPreflight(request)) return null;
  const found = engine.matchRoute(request.target.path, request.requestedMethod ?? '');
  return 'reason' in found || found.cors === null ? null : found;
}

function decideSize(route: RouteRule, decision: Decision): Refusal | null {
  const { headerBytes, announcedBodyBytes } = decision.request;
  if (headerBytes > route.maxHeaderBytes) {
    const detail = `${headerBytes}, at most ${route.maxHeaderBytes}`;
    const refusal = settle(decision, refuse('headers_too_large', lineOf(route, 'requestHeaders'), { detail }), null);
    if (refusal !== null) return refusal;
  }
  if (announcedBodyBytes <= route.maxBodyBytes) return null;
  const detail = `announced ${announcedBodyBytes}, at most ${route.maxBodyBytes}`;
  return settle(decision, refuse('body_too_large', lineOf(route, 'body'), { detail }), null);
}

function isGatewayPath(path: string): boolean {
  return path.startsWith('/.') && `/${path.split('/', 2)[1]?.toLowerCase()}` === GATEWAY_PREFIX;
}
