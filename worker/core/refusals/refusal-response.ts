import { publicAnswer, type Refusal } from '@portcullis/rules/engine';
import { refusalPage } from './refusal-page.ts';
import { REFUSAL_TEXT } from './refusal-text.ts';

/** What a refusal's answer depends on besides the refusal. */
export interface RefusalRequest {
  readonly requestId: string;
  readonly gateway: string | null;
  /** Whether a person in a browser waits for a page. */
  readonly wantsPage: boolean;
  readonly withBody: boolean;
  /** Link for pages that ask for a sign-in. */
  readonly signInHref: string | null;
  /** The request's own URL over https, where it is known. */
  readonly httpsUrl: string | null;
}

/** Turns a refusal into the client's answer: a page or `application/problem+json` (RFC 9457). Security headers come later, in `respond`. */
export function refusalResponse(refusal: Refusal, request: RefusalRequest): Response {
  const answer = publicAnswer(refusal.reason);
  const headers = new Headers({ 'portcullis-denied': answer.code, 'cache-control': 'no-store' });
  if (refusal.retryAfterSeconds !== undefined) headers.set('retry-after', String(refusal.retryAfterSeconds));
  if (refusal.allow !== undefined) headers.set('allow', refusal.allow.join(', '));
  if (answer.status === 308 && request.httpsUrl !== null) headers.set('location', request.httpsUrl);
  if (answer.status === 401) headers.set('www-authenticate', challenge(refusal, request.gateway));
  if (request.wantsPage) {
    headers.set('content-type', 'text/html; charset=utf-8');
    const { requestId, signInHref } = request;
    const page = refusalPage(answer, {
      requestId,
      signInHref,
      retryAfterSeconds: refusal.retryAfterSeconds ?? null,
    });
    return new Response(request.withBody ? page : null, { status: answer.status, headers });
  }
  headers.set('content-type', 'application/problem+json');
  const problem = {
    type: `urn:portcullis:problem:${answer.code}`,
    title: REFUSAL_TEXT[answer.code].title,
    status: answer.status,
    code: answer.code,
    requestId: request.requestId,
    ...(refusal.publicDetail === undefined ? {} : { detail: refusal.publicDetail }),
  };
  return new Response(request.withBody ? JSON.stringify(problem) : null, { status: answer.status, headers });
}

/** RFC 9470 section 3 for step-up; a plain challenge otherwise, since a 401 must carry one (RFC 9110 section 15.5.2). */
function challenge({ requiredSignIn }: Refusal, gateway: string | null): string {
  const realm = `Bearer realm="${gateway ?? 'portcullis'}"`;
  if (requiredSignIn === undefined) return realm;
  const parts = [realm, 'error="insufficient_user_authentication"'];
  if (requiredSignIn.methods.length > 0) parts.push(`acr_values="${requiredSignIn.methods.join(' ')}"`);
  if (requiredSignIn.withinSeconds !== null) parts.push(`max_age="${requiredSignIn.withinSeconds}"`);
  return parts.join(', ');
}
