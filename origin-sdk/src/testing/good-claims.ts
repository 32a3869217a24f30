import type { ContextClaims } from '../context/claims.ts';
import type { ActAs } from '../context-from-claims.ts';
import type { Role } from '../register.ts';
import type { RewritingProxy } from '../request-binding.ts';
import { requiredText } from '../required-text.ts';
import type { TargetClaim } from '../target-claim.ts';

/** Who asks: a signed-in user. */
export interface TestUser {
  /** The user's id. */
  readonly user: string;
  /** The tenant of the session. */
  readonly tenant: string;
  /** Default: none. */
  readonly roles?: readonly Role[];
  /** How the user has signed in (RFC 8176). Default `['pwd']`. */
  readonly authenticationMethods?: readonly string[];
  /** Seconds since 1970. Default: now. */
  readonly authenticatedAtSeconds?: number;
  /** Default: a new one. */
  readonly sessionId?: string;
  /** Who really acts. */
  readonly actAs?: ActAs;
}

/** A visitor without a session. */
export interface TestVisitor {
  /** No user. */
  readonly user?: null;
  /** The tenant that the host names, if it names one. */
  readonly tenant?: string;
}

/** The request that a context is for, as the app receives it. */
export interface TestRequest {
  /** Default `GET`. */
  readonly method?: string;
  /** Path and query, such as `/loads?page=2`. */
  readonly target: string;
  /** Public host, as the client asked for it. */
  readonly host: string;
}

/** What all contexts of one gate for one app have in common. */
export interface Trust {
  /** The gateway's id: `gateway` in the rules. */
  readonly issuer: string;
  /** The app's id: its name under `origins` in the rules. */
  readonly audience: string;
  /** What a proxy between gateway and app changes, as configured in the app's verifier. */
  readonly proxy?: RewritingProxy;
}

/** An address for documentation (RFC 5737). */
export const CLIENT_ADDRESS = '192.0.2.7';
const LIFETIME_SECONDS = 55;

/** Path and query as the gateway sends them, before the proxy changes them. */
export function sentTarget({ proxy }: Trust, request: TestRequest): string {
  const { stripsPrefix = '', addsPrefix = '' } = proxy ?? {};
  const target = requiredText('target', request.target, 'path and query of the request');
  return stripsPrefix + (target.startsWith(addsPrefix) ? target.slice(addsPrefix.length) : target);
}

/**
 * Claims of a good context, good for {@link LIFETIME_SECONDS}, each with an id of its own.
 * @param target of {@link sentTarget}
 */
export function goodClaims(
  trust: Trust,
  request: TestRequest,
  target: TargetClaim,
  who: TestUser | TestVisitor,
  nowSeconds: number,
): ContextClaims {
  return {
    v: 1,
    iss: trust.issuer,
    aud: trust.audience,
    ...(typeof who.user === 'string' ? session(who as TestUser, nowSeconds) : who.tenant && { tid: who.tenant }),
    iat: nowSeconds,
    exp: nowSeconds + LIFETIME_SECONDS,
    jti: crypto.randomUUID(),
    htm: request.method ?? 'GET',
    hth: request.host,
    ...target,
    cip: CLIENT_ADDRESS,
    rid: 'testing',
    rul: '0'.repeat(64),
  };
}

function session(who: TestUser, nowSeconds: number): Partial<ContextClaims> {
  return {
    sub: who.user,
    tid: who.tenant,
    roles: who.roles ?? [],
    sid: who.sessionId ?? crypto.randomUUID(),
    amr: who.authenticationMethods ?? ['pwd'],
    auth_time: who.authenticatedAtSeconds ?? nowSeconds,
    ...(who.actAs === undefined ? {} : { act: who.actAs }),
  };
}
