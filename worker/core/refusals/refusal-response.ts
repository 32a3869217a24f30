import { type PublicAnswer, publicAnswer, type Refusal } from '@portcullis/rules/engine';
import { EN, type PageFacts, type PageKind, refusalPage } from '../pages/index.ts';

/** What the page for a person depends on besides the refusal. */
export interface RefusalPageRequest extends Pick<PageFacts, 'texts' | 'brand' | 'ways' | 'nonce'> {
  /** Whether the reader has a session of the tenant, and so may learn how it stands with the tenant. */
  readonly toMember: boolean;
}

/** What a refusal's answer depends on besides the refusal. */
export interface RefusalRequest {
  readonly requestId: string;
  readonly gateway: string | null;
  /** Whether the client is a program that may show a token, also as the password of Basic. */
  readonly takesBasic: boolean;
  /** Of the page, where a person in a browser waits for one. */
  readonly page: RefusalPageRequest | null;
  readonly withBody: boolean;
  /** The request's own URL over https, where it is known. */
  readonly httpsUrl: string | null;
}

/** Sends a person who must sign in to where that begins. The refusal stands: its code is in the answer. */
export function signInResponse(refusal: Refusal, location: string): Response {
  const headers = headersOf(publicAnswer(refusal.reason));
  headers.set('location', location);
  return new Response(null, { status: 303, headers });
}

/** Turns a refusal into the client's answer: a page or `application/problem+json` (RFC 9457). Security headers come later, in `respond`. */
export function refusalResponse(refusal: Refusal, request: RefusalRequest): Response {
  const answer = publicAnswer(refusal.reason);
  const headers = headersOf(answer);
  if (refusal.retryAfterSeconds !== undefined) headers.set('retry-after', String(refusal.retryAfterSeconds));
  if (refusal.allow !== undefined) headers.set('allow', refusal.allow.join(', '));
  if (answer.status === 308 && request.httpsUrl !== null) headers.set('location', request.httpsUrl);
  if (answer.status === 401) headers.set('www-authenticate', challenge(refusal, request));
  if (request.page !== null) return pageResponse(refusal, headers, request, request.page);
  headers.set('content-type', 'application/problem+json');
  const problem = {
    type: `urn:portcullis:problem:${answer.code}`,
    title: EN.pages[answer.code].title,
    status: answer.status,
    code: answer.code,
    requestId: request.requestId,
    ...(refusal.publicDetail === undefined ? {} : { detail: refusal.publicDetail }),
  };
  return new Response(request.withBody ? JSON.stringify(problem) : null, { status: answer.status, headers });
}

function headersOf({ code }: PublicAnswer): Headers {
  return new Headers({ 'portcullis-denied': code, 'cache-control': 'no-store' });
}

function pageResponse(
  refusal: Refusal,
  headers: Headers,
  { requestId, withBody }: RefusalRequest,
  page: RefusalPageRequest,
): Response {
  const answer = publicAnswer(refusal.reason);
  headers.set('content-type', 'text/html; charset=utf-8');
  headers.set('content-language', page.texts.language);
  headers.set('vary', 'Accept-Language');
  const retryAfterSeconds = refusal.retryAfterSeconds ?? null;
  const html = withBody ? refusalPage(answer, kindOf(refusal, page), { ...page, requestId, retryAfterSeconds }) : null;
  return new Response(html, { status: answer.status, headers });
}

const PASSWORD = 'pwd';

/** Strangers must not learn which tenants are suspended. */
function kindOf({ reason, requiredSignIn }: Refusal, { toMember }: RefusalPageRequest): PageKind {
  const { code } = publicAnswer(reason);
  if (reason === 'tenant_suspended' && toMember) return 'tenant_suspended';
  if (reason === 'sign_in_expired' || reason === 'act_as_link_over') return reason;
  if (code !== 'step_up_required') return code;
  // A rule that asks for a recent sign-in alone asks for no second factor.
  const methods = requiredSignIn?.methods ?? [];
  return methods.some((method) => method !== PASSWORD) ? code : 'sign_in_again';
}

/** RFC 9470 section 3 for step-up; a plain challenge otherwise, since a 401 must carry one (RFC 9110 section 15.5.2). */
function challenge({ requiredSignIn }: Refusal, { gateway, takesBasic }: RefusalRequest): string {
  const name = gateway ?? 'portcullis';
  const realm = `Bearer realm="${name}"`;
  // git and others send no password before they are asked for one.
  if (requiredSignIn === undefined) return takesBasic ? `Basic realm="${name}", ${realm}` : realm;
  const parts = [realm, 'error="insufficient_user_authentication"'];
  if (requiredSignIn.methods.length > 0) parts.push(`acr_values="${requiredSignIn.methods.join(' ')}"`);
  if (requiredSignIn.withinSeconds !== null) parts.push(`max_age="${requiredSignIn.withinSeconds}"`);
  return parts.join(', ');
}
