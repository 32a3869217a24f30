import { isCanonicalCompactJws } from '@portcullis/origin/context';
import { isUserIdOfRules, MAX_ROLE_COOKIE_CHARACTERS, type Session, type SessionFact } from '@portcullis/rules/engine';
import type { IssuerRule } from '@portcullis/rules/policy';
import { base64url } from 'jose';
import { isText, type JwsResult, MAX_ACTING_SECONDS, sessionFromToken } from '../tokens/index.ts';

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The issuer that a token names. Not verified: it only says by whose keys to verify it (RFC 8725 section 3.8). */
export function namedIssuer(token: string): string | null {
  if (token.length > MAX_ROLE_COOKIE_CHARACTERS || !isCanonicalCompactJws(token)) return null;
  try {
    const { iss } = JSON.parse(decoder.decode(base64url.decode(token.split('.')[1] ?? ''))) as {
      readonly iss?: unknown;
    };
    return isText(iss) ? iss : null;
  } catch {
    return null;
  }
}

export interface IssuerPolicy {
  readonly rule: IssuerRule;
  /** Id of the gateway, for which the token must be made: a login service makes tokens for others too. */
  readonly gateway: string;
  readonly lifetimeSeconds: number;
  readonly nowSeconds: number;
}

/** Judges what a login service says, within what the rules let it say. @param token as verified by the service's own keys */
export function sessionOfIssuer(token: JwsResult, policy: IssuerPolicy): SessionFact {
  const { rule, gateway, lifetimeSeconds, nowSeconds } = policy;
  // Bound to a key, it counts only with a proof by it, which is not asked for here (RFC 9449 section 7).
  if (token.ok && token.payload['cnf'] !== undefined) return invalid('cnf');
  if (token.ok && ![token.payload['aud']].flat().includes(gateway)) return invalid('aud');
  // Only the gateway's own cookies are renewed: the service mints its next one itself.
  const expected = { gateway: rule.issuer, roles: new Set(rule.roles), lifetimeSeconds, renew: null };
  const fact = sessionFromToken(token, expected, nowSeconds);
  if (fact.kind !== 'verified') return fact;
  const { tenant, user } = fact.session;
  if (!isUserIdOfRules(user)) return invalid('sub');
  if (rule.tenants !== 'any' && !rule.tenants.includes(tenant)) return invalid('a tenant that is not its own');
  return { kind: 'verified', session: withoutOurs(fact.session) };
}

/** How far the state had been seen, and which provider vouches, is for the gateway alone to say, and acting as another ends when it must. */
function withoutOurs({ seen: _seen, via: _via, ...session }: Session): Session {
  if (session.actAs === null) return session;
  return {
    ...session,
    expiresAtSeconds: Math.min(session.expiresAtSeconds, session.issuedAtSeconds + MAX_ACTING_SECONDS),
  };
}

function invalid(detail: string): SessionFact {
  return { kind: 'invalid', detail };
}
