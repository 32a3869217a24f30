import { CLOCK_SKEW_SECONDS, CONTEXT_LIFETIME_SECONDS, TOKEN_TYPE } from '@portcullis/origin/context';
import { isTenantId, isUserIdOfRules, JUST_AFTER_SECONDS, type Session } from '@portcullis/rules/engine';
import type { KeyRing } from './key-ring.ts';
import { verifyOwnToken } from './own-token.ts';
import { actorOf, isTime, MAX_ACTING_SECONDS, texts } from './session.ts';

/** What a session grant must answer to. */
export interface GrantPolicy {
  /** Origin id. */
  readonly origin: string;
  readonly gateway: string;
  /** `jti` of the context that the origin was given: a grant serves the one request that it answers. */
  readonly requestId: string;
  /** When that request came, by the gateway's own clock: the grant cannot have been signed earlier. */
  readonly requestedAtSeconds: number;
  /** The tenant that the request's URL names, which the grant must not leave. */
  readonly urlTenant: string | null;
  /** The only host at which the session is to count; `null`: every host. */
  readonly host: string | null;
  readonly roles: ReadonlySet<string>;
  readonly lifetimeSeconds: number;
  readonly nowSeconds: number;
}

export type GrantResult =
  | {
      readonly ok: true;
      readonly session: Session;
      /** What the grant itself says; seconds since the epoch. */
      readonly notBefore: number | null;
      readonly notAfter: number | null;
    }
  | { readonly ok: false; readonly detail: string };

/**
 * Verifies a session grant and makes the session that it grants, with an id of its own. The session is as old as the request
 * that the grant answers, so a later revocation ends it as well: the origin's clock, which may be fast, does not
 * count here. Only a revocation of the origin's own that the grant says it follows (`after`) is taken for earlier.
 */
export async function sessionFromGrant(token: string, keys: KeyRing, policy: GrantPolicy): Promise<GrantResult> {
  const { nowSeconds, gateway } = policy;
  const verified = await verifyOwnToken(token, keys, {
    type: TOKEN_TYPE.grant,
    audience: gateway,
    maxLifetimeSeconds: CONTEXT_LIFETIME_SECONDS,
    nowSeconds,
  });
  if (!verified.ok) return verified;
  const {
    iss,
    jti,
    sub,
    tid,
    roles,
    amr,
    auth_time: authTime,
    not_before: notBefore,
    not_after: notAfter,
    after,
    act,
  } = verified.claims;
  if (iss !== policy.origin) return failed('iss');
  if (jti !== policy.requestId) return failed('jti');
  if (!isUserIdOfRules(sub)) return failed('sub');
  if (typeof tid !== 'string' || !isTenantId(tid)) return failed('tid');
  if (policy.urlTenant !== null && tid !== policy.urlTenant) return failed('tid is not the tenant of the URL');
  const grantedRoles = texts(roles);
  const methods = texts(amr);
  if (grantedRoles === null || methods === null) return failed('roles or amr');
  if (!isTime(authTime) || authTime > nowSeconds + CLOCK_SKEW_SECONDS) return failed('auth_time');
  if (notBefore !== undefined && !isTime(notBefore)) return failed('not_before');
  if (notAfter !== undefined && (!isTime(notAfter) || notAfter <= nowSeconds)) return failed('not_after');
  const actAs = actorOf(act);
  if (actAs === undefined) return failed('act');
  if (after !== undefined && (!isTime(after) || after > nowSeconds + CLOCK_SKEW_SECONDS)) return failed('after');
  // A clock that was set back meanwhile must not make the session younger than it is.
  const requested = Math.min(policy.requestedAtSeconds, nowSeconds);
  const issued = after === undefined ? requested : Math.max(requested, after + JUST_AFTER_SECONDS);
  const lifetimeSeconds =
    actAs === null ? policy.lifetimeSeconds : Math.min(policy.lifetimeSeconds, MAX_ACTING_SECONDS);
  const longest = Math.floor(issued + lifetimeSeconds);
  const ends = notAfter === undefined ? longest : Math.min(longest, notAfter);
  if (ends <= Math.max(nowSeconds, notBefore ?? 0)) return failed('over before it begins');
  return {
    ok: true,
    notBefore: notBefore ?? null,
    notAfter: notAfter ?? null,
    session: {
      user: sub,
      tenant: tid,
      roles: grantedRoles.filter((role) => policy.roles.has(role)),
      id: crypto.randomUUID(),
      issuedAtSeconds: issued,
      expiresAtSeconds: ends,
      authenticatedAtSeconds: authTime,
      authenticationMethods: methods,
      actAs,
      ...(policy.host === null ? {} : { host: policy.host }),
    },
  };
}

function failed(detail: string): GrantResult {
  return { ok: false, detail };
}
