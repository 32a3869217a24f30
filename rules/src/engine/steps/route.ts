import type { RouteRule } from '../../policy/index.ts';
import { GATEWAY_ORIGIN, isGatewayPath, isHealthQuestion } from '../built-in.ts';
import { isPreflight } from '../cors.ts';
import {
  type Arrived,
  type Decision,
  isRouted,
  lineOf,
  type Routed,
  type RoutedDecision,
  settle,
} from '../decision.ts';
import type { Engine } from '../engine.ts';
import { type Refusal, refuse } from '../reasons/index.ts';
import type { RouteMatcher } from '../target/index.ts';
import { answersChallenges, isChallengePath, refusePlainHttp } from './plain-http.ts';
import { routeOf } from './spelled-route.ts';

/** Host to tenant, then host, path and method to the route that decides, and whether the route takes the message's size. */
export function decideRoute(engine: Engine, decision: Decision): RoutedDecision | Refusal {
  const { target, method } = decision.request;
  const host = engine.matchHost(target.host);
  if (host === null && !isHealthQuestion(decision.request)) return refuse('unknown_host');
  decision.host = host;
  decision.urlTenant = host?.tenant ?? null;
  const plain = refusePlainHttp(engine, decision.request);
  const isChallenge = plain !== null && isChallengePath(target.path);
  const early = isChallenge ? null : settle(decision, plain);
  if (early !== null) return early;
  const { matchRoute } = engine.routesAt(host?.pattern ?? null);
  const asked = askedRoute(matchRoute, decision);
  const found = asked ?? routeOf(matchRoute, target, method);
  if ('reason' in found) return found;
  // A wide pattern of the rules covers the gateway's prefix too, but nothing under it is ever forwarded.
  if (found.origin !== GATEWAY_ORIGIN && isGatewayPath(target.path)) return refuse('no_route');
  const late = isChallenge && !answersChallenges(found) ? settle(decision, plain) : null;
  if (late !== null) return late;
  decision.route = found;
  decision.preflight = asked !== null;
  // It always is here; the check is for the compiler, and costs nothing.
  return isRouted(decision) ? (decideSize(decision) ?? decision) : refuse('no_route');
}

/** The route that a preflight asks about, if the gateway answers for it: with a `cors` rule. */
function askedRoute(matchRoute: RouteMatcher, { request }: Arrived): RouteRule | null {
  if (!isPreflight(request)) return null;
  const found = routeOf(matchRoute, request.target, request.requestedMethod ?? '');
  return 'reason' in found || found.cors === null ? null : found;
}

function decideSize(decision: Routed): Refusal | null {
  const { route, request } = decision;
  const { headerBytes, announcedBodyBytes } = request;
  if (headerBytes > route.maxHeaderBytes) {
    const detail = `${headerBytes}, at most ${route.maxHeaderBytes}`;
    const refusal = settle(decision, refuse('headers_too_large', lineOf(route, 'requestHeaders'), { detail }));
    if (refusal !== null) return refusal;
  }
  if (announcedBodyBytes <= route.maxBodyBytes) return null;
  const detail = `announced ${announcedBodyBytes}, at most ${route.maxBodyBytes}`;
  return settle(decision, refuse('body_too_large', lineOf(route, 'body'), { detail }));
}
