import { SignJWT } from 'jose';
import type { Actor, GrantClaims } from '../context/claims.ts';
import { TOKEN_TYPE } from '../context/names.ts';
import type { TenantContext } from '../context-from-claims.ts';
import { GrantError } from '../errors.ts';
import { type JwkSetInput, readKeys } from '../keys/jwk-set.ts';
import type { Role } from '../register.ts';
import { requiredText } from '../required-text.ts';
import type { Revocation } from './gate-records.ts';
import { isTenantId } from './tenant-id.ts';

/** What an origin needs to sign session grants. */
export interface SessionGrantsOptions {
  /** This app's id: its name under `origins` in the rules. */
  readonly origin: string;
  /** The gateway's id: `gateway` in the rules. */
  readonly gateway: string;
  /** The `oct` keys shared with the gateway; the first signs. */
  readonly keys: JwkSetInput;
  /** Milliseconds since 1970. Default `Date.now`. */
  readonly now?: () => number;
}

/** Who has signed in. Times are seconds since 1970. */
export interface SessionGrant {
  /** The user's id, which becomes `user` of contexts. */
  readonly user: string;
  /** The tenant's id: lower-case letters, digits and hyphens. */
  readonly tenant: string;
  /** At least one. The gateway leaves out those that its rules do not know. */
  readonly roles: readonly Role[];
  /** How the user has signed in (RFC 8176), e.g. `['pwd', 'otp']`. */
  readonly authenticationMethods: readonly string[];
  /** Default: now. */
  readonly authenticatedAtSeconds?: number;
  /** The session counts from this second on. */
  readonly notBeforeSeconds?: number;
  /** The session ends at this second at the latest, e.g. for a guest. */
  readonly notAfterSeconds?: number;
  /** Who really acts, where `user` is impersonated. */
  readonly actAs?: Actor;
  /**
   * What `revoke` of the gate client has resolved to while this request was served, such as for "sign out everywhere else".
   * Without it, a revocation made since the request came ends the new session too.
   */
  readonly after?: Pick<Revocation, 'notBefore'>;
}

/** Makes session grants. */
export interface SessionGrants {
  /** The grant that answers the request of `context`, good for 30 seconds and for that request only. Throws {@link GrantError}. */
  grant(context: Pick<TenantContext, 'requestId'>, session: SessionGrant): Promise<string>;
}

const GRANT_LIFETIME_SECONDS = 30;

/**
 * Makes the signer of session grants, or throws a `ConfigurationError`.
 *
 * @example
 * const grants = createSessionGrants({ origin: 'app', gateway: 'acme-edge', keys });
 * grantSession(c, await grants.grant(c.var.portcullis, { user: 'u1', tenant: 'acme', roles: ['owner'], authenticationMethods: ['pwd'] }));
 */
export function createSessionGrants(options: SessionGrantsOptions): SessionGrants {
  const iss = requiredText('origin', options.origin, "this origin's id, as in the rules");
  const aud = requiredText('gateway', options.gateway, "the gateway's id, as in the rules");
  const [key] = readKeys(options.keys, 'HS256');
  const now = options.now ?? Date.now;

  return Object.freeze({
    async grant(context, session) {
      const iat = Math.floor(now() / 1000);
      const claims = {
        iss,
        aud,
        jti: check(
          context.requestId,
          isText,
          'context.requestId',
          'the verified context of the request that is answered',
        ),
        sub: check(session.user, isText, 'user', 'a non-empty string'),
        tid: check(session.tenant, isTenantId, 'tenant', 'lower-case letters, digits and hyphens'),
        roles: check(session.roles, isTexts, 'roles', 'a list of at least one role'),
        amr: check(session.authenticationMethods, isTexts, 'authenticationMethods', 'a list of at least one method'),
        auth_time: check(
          session.authenticatedAtSeconds ?? iat,
          isSeconds,
          'authenticatedAtSeconds',
          'seconds since 1970',
        ),
        iat,
        exp: iat + GRANT_LIFETIME_SECONDS,
        ...(session.notBeforeSeconds !== undefined && {
          not_before: check(session.notBeforeSeconds, isSeconds, 'notBeforeSeconds', 'seconds since 1970'),
        }),
        ...(session.notAfterSeconds !== undefined && {
          not_after: check(session.notAfterSeconds, isSeconds, 'notAfterSeconds', 'seconds since 1970'),
        }),
        ...(session.after !== undefined && {
          after: check(Date.parse(session.after.notBefore) / 1000, isMoment, 'after', 'a revocation'),
        }),
        ...(session.actAs !== undefined && {
          act: check(session.actAs, (act) => isText(act.sub) && isText(act.reason), 'actAs', 'a sub and a reason'),
        }),
      } satisfies GrantClaims;
      return new SignJWT(claims)
        .setProtectedHeader({ alg: 'HS256', typ: TOKEN_TYPE.grant, kid: key.kid })
        .sign(await key.cryptoKey());
    },
  } satisfies SessionGrants);
}

function check<T>(value: T, isGood: (value: T) => boolean, name: string, expected: string): T {
  if (isGood(value)) return value;
  throw new GrantError(`Session grant refused: "${name}" must be ${expected}.`);
}

function isText(value: unknown): boolean {
  return typeof value === 'string' && value !== '';
}

function isTexts(values: unknown): boolean {
  return Array.isArray(values) && values.length > 0 && values.every(isText);
}

/** A value in milliseconds would make a session of thousands of years, so it is refused. */
function isSeconds(value: unknown): boolean {
  return Number.isSafeInteger(value) && isMoment(value as number);
}

function isMoment(seconds: number): boolean {
  return seconds > 0 && seconds < 100_000_000_000;
}
