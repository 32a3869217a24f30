import type { ContextClaims } from './context/claims.ts';
import { CONTEXT_LIFETIME_SECONDS } from './context/names.ts';
import { ContextError } from './errors.ts';

/** Who really acts, where the user of the context is being impersonated, and why. */
export interface ActAs {
  /** Id of who really acts. */
  readonly sub: string;
  /** Why, in words, as it was given when the session was opened. */
  readonly reason: string;
}

interface VerifiedRequest {
  /** The gateway's id of this request, the same as in its audit events. */
  readonly requestId: string;
  /** Host that the client asked for, the only one to build links from. */
  readonly host: string;
  /** Address of the client as the gateway saw it. */
  readonly clientAddress: string | null;
  /** Id of the route in the rules. */
  readonly routeId: string;
  /**
   * Nonce of this answer's Content-Security-Policy, for the `nonce` attribute of the page's own scripts and styles;
   * `null` where the rules of the route ask for none. Never for markup that holds what a user has written.
   */
  readonly nonce: string | null;
  /** The verified claims as they were signed. */
  readonly claims: ContextClaims;
}

/** Verified context of a request by a signed-in user. */
export interface SignedInContext extends VerifiedRequest {
  /** The tenant that the session is of. */
  readonly tenant: string;
  /** The user's id (`sub`). */
  readonly user: string;
  /** Roles of the session, all of them known to the rules. */
  readonly roles: readonly string[];
  /** How the user signed in (RFC 8176; `amr` on the wire), such as `['pwd', 'otp']`. */
  readonly authenticationMethods: readonly string[];
  /** When the user signed in, in seconds since 1970 (`auth_time` on the wire). */
  readonly authenticatedAtSeconds: number;
  /** The session's id, as revocations name it. */
  readonly sessionId: string;
  /** Who really acts, where the user is impersonated, and why; else `null`. */
  readonly actAs: ActAs | null;
}

/** Verified context of a request that came through the gateway without a session. */
export interface AnonymousContext extends VerifiedRequest {
  /** The tenant that the URL's host names, if it names one. */
  readonly tenant: string | null;
  /** No user has signed in. */
  readonly user: null;
  /** None. */
  readonly roles: readonly [];
  /** None. */
  readonly authenticationMethods: readonly [];
  /** Never. */
  readonly authenticatedAtSeconds: null;
  /** No session. */
  readonly sessionId: null;
  /** No one acts as a user. */
  readonly actAs: null;
}

/**
 * The user and tenant of a request, as signed by the gateway for this request. Compare `user` with `null` to distinguish the two
 * kinds.
 */
export type TenantContext = SignedInContext | AnonymousContext;

/** Turns the claims of a token whose signature has been verified into a frozen context; throws {@link ContextError}. */
export function contextFromClaims(payload: unknown): TenantContext {
  const claims = isRecord(payload) ? payload : refuse('not an object');
  if (claims['v'] !== 1) refuse('v');
  const issuedAtSeconds = time(claims, 'iat');
  const expiresAtSeconds = time(claims, 'exp');
  if (expiresAtSeconds <= issuedAtSeconds || expiresAtSeconds - issuedAtSeconds > CONTEXT_LIFETIME_SECONDS)
    refuse('exp');
  for (const name of ['iss', 'aud', 'htm', 'rul']) text(claims, name);
  // Two ways to name the target could name two of them.
  if ((claims['htu'] === undefined) === (claims['htd'] === undefined)) refuse('htu or htd');
  text(claims, claims['htd'] === undefined ? 'htu' : 'htd');
  const request: VerifiedRequest = {
    requestId: text(claims, 'jti'),
    host: text(claims, 'hth'),
    clientAddress: claims['cip'] === undefined ? null : text(claims, 'cip'),
    routeId: text(claims, 'rid'),
    nonce: claims['csp_nonce'] === undefined ? null : nonce(claims),
    claims: deepFreeze(claims) as unknown as ContextClaims,
  };
  return Object.freeze(claims['sub'] === undefined ? anonymous(claims, request) : signedIn(claims, request));
}

function signedIn(claims: Claims, request: VerifiedRequest): SignedInContext {
  return {
    ...request,
    tenant: text(claims, 'tid'),
    user: text(claims, 'sub'),
    roles: texts(claims, 'roles'),
    authenticationMethods: texts(claims, 'amr'),
    authenticatedAtSeconds: time(claims, 'auth_time'),
    sessionId: text(claims, 'sid'),
    actAs: claims['act'] === undefined ? null : actor(claims['act']),
  };
}

function anonymous(claims: Claims, request: VerifiedRequest): AnonymousContext {
  // Roles without a user would open the app to anonymous requests.
  for (const name of ['roles', 'sid', 'amr', 'auth_time', 'act']) if (claims[name] !== undefined) refuse(name);
  const tenant = claims['tid'] === undefined ? null : text(claims, 'tid');
  return {
    ...request,
    tenant,
    user: null,
    roles: NONE,
    authenticationMethods: NONE,
    authenticatedAtSeconds: null,
    sessionId: null,
    actAs: null,
  };
}

type Claims = Readonly<Record<string, unknown>>;
const NONE: readonly [] = Object.freeze([] as const);

function actor(value: unknown): ActAs {
  const act = isRecord(value) ? value : refuse('act');
  return Object.freeze({ sub: text(act, 'sub'), reason: text(act, 'reason') });
}

function text(claims: Claims, name: string): string {
  const value = claims[name];
  return typeof value === 'string' && value !== '' ? value : refuse(name);
}

/** It goes into HTML: what is not base64 could end the attribute that it stands in. */
function nonce(claims: Claims): string {
  const value = text(claims, 'csp_nonce');
  return /^[A-Za-z0-9+/]{22,100}={0,2}$/.test(value) ? value : refuse('csp_nonce');
}

function texts(claims: Claims, name: string): readonly string[] {
  const value = claims[name];
  return Array.isArray(value) && value.every((item) => typeof item === 'string' && item !== '') ? value : refuse(name);
}

function time(claims: Claims, name: string): number {
  const value = claims[name];
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : refuse(name);
}

function isRecord(value: unknown): value is Claims {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function refuse(claim: string): never {
  throw new ContextError('ERR_CONTEXT_CLAIMS', `claim: ${claim}`);
}

/** Not recursive: claims may be nested deeper than the stack is. */
function deepFreeze<T>(value: T): T {
  const members: unknown[] = [value];
  for (const member of members) {
    if (typeof member !== 'object' || member === null) continue;
    members.push(...Object.values(member));
    Object.freeze(member);
  }
  return value;
}
