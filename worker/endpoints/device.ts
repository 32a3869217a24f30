import { bindSession, type DeviceAnswer, refreshSession } from '../pipeline/device/index.ts';
import { type EndpointContext, endWith } from './endpoint.ts';

/** `POST device/registration`: a browser binds the session that it has just got to a key of its own. */
export async function registerDevice(context: EndpointContext): Promise<Response> {
  return answer(context, await bindSession(context.env.exchange));
}

/** `POST device/refresh`: a browser shows the key, and gets the next cookie. */
export async function refreshDevice(context: EndpointContext): Promise<Response> {
  return answer(context, await refreshSession(context.env.exchange));
}

/**
 * Browsers go by the status alone: 403 with a challenge asks them to come again, 429 and 5xx to come later, and 401 ends the
 * session in the browser. They are never redirected.
 */
function answer(context: EndpointContext, given: DeviceAnswer): Response {
  if ('reason' in given) return endWith(context, given);
  const headers = { 'secure-session-challenge': given.challenge, 'cache-control': 'no-store' };
  return given.kind === 'asked' ? context.body(null, 403, headers) : context.json(given.instructions, 200, headers);
}
