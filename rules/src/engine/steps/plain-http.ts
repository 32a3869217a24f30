import type { RouteRule } from '../../policy/index.ts';
import { isHealthQuestion } from '../built-in.ts';
import type { Engine } from '../engine.ts';
import type { RequestFacts } from '../facts.ts';
import { type Refusal, refuse } from '../reasons/index.ts';

/** Below it, certificate authorities ask over plain http (RFC 8555 section 8.3), before there is a certificate. */
const CHALLENGES = '/.well-known/acme-challenge/';
const CAN_BE_REDIRECTED: ReadonlySet<string> = new Set(['GET', 'HEAD']);

/**
 * Refuses what a client sent over plain http. What only reads is sent on to https; anything else has been exposed to everyone
 * on the way, so that it must not look as if it had worked.
 */
export function refusePlainHttp(engine: Engine, request: RequestFacts): Refusal | null {
  const { method, target } = request;
  if (target.scheme === 'https' || !engine.requiresHttps) return null;
  // A balancer asks from within, and takes any other answer for a gateway that is dead.
  if (isHealthQuestion(request)) return null;
  return refuse(CAN_BE_REDIRECTED.has(method) && !request.upgradesToWebSocket ? 'https_redirected' : 'https_required');
}

/** Whether the rules may open a path over plain http. */
export function isChallengePath(path: string): boolean {
  return path.startsWith(CHALLENGES);
}

/** Whether a route answers challenges over plain http: with a session it never does. */
export function answersChallenges(route: RouteRule): boolean {
  return route.access.kind === 'public';
}
