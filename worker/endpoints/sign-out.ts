import { endpointPath, GATEWAY_PREFIX, sessionOf } from '@portcullis/rules/engine';
import { providerSignOut } from '../pipeline/provider-sign-out.ts';
import { sourceOfSession } from '../pipeline/sessions/index.ts';
import { endSession } from '../pipeline/sign-in.ts';
import { type EndpointContext, endWith } from './endpoint.ts';
import { answerSignedOutPage } from './session-pages.ts';

/**
 * Signs out as a form can: the session is revoked, and the browser goes on to a page that says so, by way of the provider that
 * the session came by.
 */
export async function signOut(context: EndpointContext): Promise<Response> {
  const { exchange } = context.env;
  const session = sessionOf(exchange.decision);
  // Before the session ends, and is forgotten.
  const source = session === null ? null : await sourceOfSession(exchange, session);
  const refusal = await endSession(exchange);
  if (refusal !== null) return endWith(context, refusal);
  const onwards = source === null ? null : await providerSignOut(exchange, source);
  return onwards === null ? seeOther(context, endpointPath('signedOut')) : answerSignedOutPage(context, onwards);
}

/** The page after signing out, also for apps that end sessions themselves. It is never shown to someone who is signed in. */
export function signedOut(context: EndpointContext): Response {
  return sessionOf(context.env.exchange.decision) === null
    ? answerSignedOutPage(context, null)
    : seeOther(context, `${GATEWAY_PREFIX}/session`);
}

function seeOther(context: EndpointContext, path: string): Response {
  return context.body(null, 303, { location: path, 'cache-control': 'no-store' });
}
