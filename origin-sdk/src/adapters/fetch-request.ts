import { SESSION_END, SESSION_HEADER } from '../context/names.ts';
import type { ReceivedRequest } from '../context-verifier.ts';
import type { Problem } from './problem.ts';

/**
 * Path and query of a `Request`'s URL. The runtime has parsed it: dot segments are resolved and some characters encoded.
 * Handlers see the same URL, and the gateway sends none that parsing would change.
 */
export function targetOf(url: string): string {
  // `URL.search` forgets a `?` without a query. A fragment, which no client sends, stays and matches nothing.
  return url.slice(url.indexOf('/', url.indexOf('//') + 2));
}

/** A `Request` as the runtime gave it, still unverified. */
export function receivedBy({ method, url, headers }: Request): ReceivedRequest {
  return { method, target: targetOf(url), headers };
}

/** A problem as a `Response`. */
export function problemResponse({ body, status, headers }: Problem): Response {
  return new Response(body, { status, headers });
}

/** The same response, with a session grant for the gateway. Only counts on a route that the rules mark `signIn: true`. */
export function grantSession(response: Response, grant: string): Response {
  return withSessionHeader(response, grant);
}

/** The same response, with which the gateway ends the session. Only counts on a route that the rules mark `signIn: true`. */
export function endSession(response: Response): Response {
  return withSessionHeader(response, SESSION_END);
}

/** A new one, since headers such as those of `Response.redirect()` cannot be changed. */
function withSessionHeader(response: Response, value: string): Response {
  const changed = new Response(response.body, response);
  changed.headers.set(SESSION_HEADER, value);
  return changed;
}
