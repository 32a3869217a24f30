import { hardEndOf, idleEndOf, refuse, sessionOf } from '@portcullis/rules/engine';
import { wantsPage } from '../core/pages/index.ts';
import { endSession } from '../pipeline/sign-in.ts';
import { type EndpointContext, endWith } from './endpoint.ts';
import { answerSessionPage } from './session-pages.ts';

/**
 * Who am I: for navigation that knows the user's roles, and as a page for the reader. The `authorize` step has made sure that
 * there is a session.
 */
export function getSession(context: EndpointContext): Response {
  const session = sessionOf(context.env.exchange.decision);
  if (session === null) return endWith(context, refuse('session_missing'));
  if (wantsPage(context.env.exchange.request.headers)) return answerSessionPage(context, session);
  const { policy } = context.env.exchange.config.engine;
  const body = {
    tenant: session.tenant,
    user: session.user,
    roles: session.roles,
    amr: session.authenticationMethods,
    authTime: Math.floor(session.authenticatedAtSeconds),
    expiresAt: Math.floor(session.expiresAtSeconds),
    // Unless it is used again; and the end that no use puts off.
    secondsLeft: Math.max(0, Math.floor(idleEndOf(session, policy.session.renew) - Date.now() / 1000)),
    endsAt: Math.floor(hardEndOf(session)),
    actAs: session.actAs,
    // Whether its cookie is renewed for this browser's key alone.
    bound: session.key !== undefined,
  };
  return context.json(body, 200, { 'cache-control': 'private, no-store' });
}

/** Signs out: the session is revoked, not only forgotten by this browser. */
export async function deleteSession(context: EndpointContext): Promise<Response> {
  const refusal = await endSession(context.env.exchange);
  return refusal === null ? context.body(null, 204) : endWith(context, refusal);
}
