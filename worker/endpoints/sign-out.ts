import { endpointPath, GATEWAY_PREFIX, sessionOf } from '@portcullis/rules/engine';
import { endSession } from '../pipeline/sign-in.ts';
import { type EndpointContext, endWith } from './endpoint.ts';
import { answerSignedOutPage } from './session-pages.ts';

/** Signs out as a form can: the session is revoked, and the browser goes on to a page that says so. */
export async function signOut(context: EndpointContext): Promise<Response> {
  const refusal = await endSession(context.env.exchange);
  return refusal === null ? seeOther(context, endpointPath('signedOut')) : endWith(context, refusal);
}

/** The page after signing out, also for apps that end sessions themselves. It is never shown to someone who is signed in. */
export function signedOut(context: EndpointContext): Response {
  return sessionOf(context.env.exchange.decision) === null
    ? answerSignedOutPage(context)
    : seeOther(context, `${GATEWAY_PREFIX}/session`);
}

function seeOther(context: EndpointContext, path: string): Response {
  return context.body(null, 303, { location: path, 'cache-control': 'no-store' });
}
