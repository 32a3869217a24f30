import { CLOCK_SKEW_SECONDS, type SessionClaims } from '@portcullis/origin/context';
import {
  isKeyPart,
  isTenantId,
  isSessionText as isText,
  isUserId,
  MAX_SESSION_VALUES,
  type Session,
  type SessionFact,
  type StatePosition,
} from '@portcullis/rules/engine';
import type { RenewRule } from '@portcullis/rules/policy';
import { isTime } from '../time/index.ts';
import type { JwsResult } from './compact-jws.ts';
import { renewalOf } from './cookie-renewal.ts';

export { isText, isTime };

/** Longest session in which one person acts as another: it is for one errand. */
export const MAX_ACTING_SECONDS = 3600;

/** SHA-256 in base64url (RFC 7638). */
const THUMBPRINT = /^[\w-]{43}$/;

/** What a role cookie must agree with. */
export interface SessionPolicy {
  readonly gateway: string;
  readonly roles: ReadonlySet<string>;
  /** No cookie with a longer life is accepted, from any issuer. */
  readonly lifetimeSeconds: number;
  /** By which cookies that allow for it are renewed; `null`: none are, and each ends on its own. */
  readonly renew: RenewRule | null;
  /** The browser has shown the key that the session is bound to: then it counts for as long as it can be renewed. */
  readonly showsKey?: true;
}

/** Checks the claims of a role cookie whose signature holds. Returns a verified session or what is wrong with it. */
export function sessionFromToken(token: JwsResult, policy: SessionPolicy, nowSeconds: number): SessionFact {
  if (!token.ok) return invalid(token.detail);
  const claims = token.payload;
  if (claims['iss'] !== policy.gateway) return invalid('iss');
  const { sub, tid, sid, iat, nbf, exp, auth_time: authTime } = claims;
  if (!isUserId(sub)) return invalid('sub');
  if (typeof tid !== 'string' || !isTenantId(tid)) return invalid('tid');
  if (!isKeyPart(sid)) return invalid('sid');
  if (!isTime(iat) || iat > nowSeconds + CLOCK_SKEW_SECONDS) return invalid('iat');
  if (!isTime(exp) || exp - iat > policy.lifetimeSeconds + 1) return invalid('exp');
  const key = keyOf(claims['cnf']);
  if (key === undefined) return invalid('cnf');
  const bound = { key, isShown: policy.showsKey === true };
  const renewed = policy.renew === null ? null : renewalOf(claims, { iat, exp }, policy.renew, bound);
  if (renewed === undefined) return invalid('gen, abs or start');
  if (nowSeconds >= (renewed === null ? exp : renewed.lastSeconds)) return invalid('expired');
  if (nbf !== undefined && (!isTime(nbf) || nowSeconds < nbf)) return invalid('nbf');
  if (!isTime(authTime) || authTime > nowSeconds + CLOCK_SKEW_SECONDS) return invalid('auth_time');
  const roles = texts(claims['roles']);
  const methods = texts(claims['amr']);
  if (roles === null || methods === null) return invalid('roles or amr');
  const actAs = actorOf(claims['act']);
  if (actAs === undefined) return invalid('act');
  const { host, place } = claims;
  if ((host !== undefined && !isText(host)) || (place !== undefined && !isText(place))) return invalid('host');
  const { via } = claims;
  if (via !== undefined && !isText(via)) return invalid('via');
  const seen = positionOf(claims['seen']);
  if (seen === undefined) return invalid('seen');
  return {
    kind: 'verified',
    session: {
      user: sub,
      tenant: tid,
      roles: roles.filter((role) => policy.roles.has(role)),
      id: sid,
      issuedAtSeconds: renewed === null ? iat : renewed.startedAtSeconds,
      expiresAtSeconds: renewed === null ? exp : Math.min(exp, renewed.renewal.endsAtSeconds),
      authenticatedAtSeconds: authTime,
      authenticationMethods: methods,
      actAs,
      ...(host === undefined ? {} : { host }),
      ...(place === undefined ? {} : { place }),
      ...(via === undefined ? {} : { via }),
      ...(seen === null ? {} : { seen }),
      ...(renewed === null ? {} : { renewal: renewed.renewal }),
      ...(key === null ? {} : { key }),
    },
  };
}

/** Claims of a role cookie: the session's, its host or place and its provider, if it has them, and how far the state had been seen when it was minted. */
export interface RoleCookieClaims extends SessionClaims {
  readonly iss: string;
  readonly host?: string;
  readonly place?: string;
  readonly via?: string;
  readonly seen?: readonly [epoch: string, version: number];
  /** Generation of the cookie, the end of the session, and its beginning: `iat` is that of the cookie. */
  readonly gen?: number;
  readonly abs?: number;
  readonly start?: number;
}

/** The claims that {@link sessionFromToken} reads back, with the issuer. */
export function claimsOfSession(session: Session, gateway: string, notBefore: number | null): RoleCookieClaims {
  const { renewal } = session;
  return {
    iss: gateway,
    sub: session.user,
    tid: session.tenant,
    roles: session.roles,
    sid: session.id,
    iat: renewal === undefined ? session.issuedAtSeconds : renewal.renewedAtSeconds,
    ...(notBefore === null ? {} : { nbf: notBefore }),
    exp: session.expiresAtSeconds,
    auth_time: session.authenticatedAtSeconds,
    amr: session.authenticationMethods,
    ...(session.actAs === null ? {} : { act: session.actAs }),
    ...(session.host === undefined ? {} : { host: session.host }),
    ...(session.place === undefined ? {} : { place: session.place }),
    ...(session.via === undefined ? {} : { via: session.via }),
    ...(session.seen === undefined ? {} : { seen: [session.seen.epoch, session.seen.version] as const }),
    ...(renewal === undefined
      ? {}
      : { gen: renewal.generation, abs: renewal.endsAtSeconds, start: session.issuedAtSeconds }),
    ...(session.key === undefined ? {} : { cnf: { jkt: session.key } }),
  };
}

/** How far the state had been seen: `null` where the cookie does not say, `undefined` where the claim is malformed. */
function positionOf(value: unknown): StatePosition | null | undefined {
  if (value === undefined) return null;
  if (!Array.isArray(value) || value.length !== 2) return undefined;
  const [epoch, version] = value as readonly unknown[];
  return isText(epoch) && Number.isSafeInteger(version) && (version as number) >= 0
    ? { epoch, version: version as number }
    : undefined;
}

/** Thumbprint of the key that the session is bound to: `null` if to none, `undefined` if the claim is malformed. */
function keyOf(value: unknown): string | null | undefined {
  if (value === undefined) return null;
  if (typeof value !== 'object' || value === null) return undefined;
  const { jkt } = value as Readonly<Record<string, unknown>>;
  return typeof jkt === 'string' && THUMBPRINT.test(jkt) ? jkt : undefined;
}

/** Who acts as the user: `null` if the user acts in person, `undefined` if the claim is malformed. */
export function actorOf(value: unknown): Session['actAs'] | undefined {
  if (value === undefined) return null;
  if (typeof value !== 'object' || value === null) return undefined;
  const { sub, reason } = value as Record<string, unknown>;
  return isText(sub) && isText(reason) ? { sub, reason } : undefined;
}

/** A list of short texts, or `null`. */
export function texts(value: unknown): string[] | null {
  return Array.isArray(value) && value.length <= MAX_SESSION_VALUES && value.every(isText) ? value : null;
}

function invalid(detail: string): SessionFact {
  return { kind: 'invalid', detail };
}
