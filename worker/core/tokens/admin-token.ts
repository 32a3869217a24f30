import { ADMIN_LIFETIME_SECONDS, TOKEN_TYPE } from '@portcullis/origin/context';
import { type Refusal, refuse } from '@portcullis/rules/engine';
import type { OperatorScope } from '@portcullis/rules/policy';
import type { KeyRing } from './key-ring.ts';
import { verifyOwnToken } from './own-token.ts';
import { isText } from './session.ts';

/** An operator or origin whose keys may sign admin tokens. */
export interface AdminIssuer {
  /** Origin id; `null`: operators, with `ADMIN_KEYS`. */
  readonly origin: string | null;
  readonly keys: KeyRing;
  readonly may: readonly OperatorScope[];
}

/** Who calls, for the audit event, and which tenant the token is limited to. */
export interface AdminCaller {
  readonly name: string;
  /** `null`: every tenant. */
  readonly tenant: string | null;
  /** What the keys that signed the token may do; the token cannot ask for more. */
  readonly may: readonly OperatorScope[];
}

/**
 * Verifies an `Authorization` header of the admin API. The issuer is found by the key id, which belongs to exactly one
 * key ring, never by a claim.
 */
export async function verifyAdminToken(
  authorization: string | null,
  scope: OperatorScope,
  issuers: readonly AdminIssuer[],
  policy: { readonly gateway: string; readonly nowSeconds: number },
): Promise<AdminCaller | Refusal> {
  const token = /^Bearer ([A-Za-z0-9_.-]+)$/.exec(authorization ?? '')?.[1];
  if (token === undefined) return refuse('admin_token_missing');
  const kid = keyIdOf(token);
  const issuer = kid === null ? undefined : issuers.find(({ keys }) => keys.byKid.has(kid));
  if (issuer === undefined) return refuse('admin_token_invalid', null, { detail: 'unknown key' });
  const verified = await verifyOwnToken(token, issuer.keys, {
    type: TOKEN_TYPE.admin,
    audience: policy.gateway,
    maxLifetimeSeconds: ADMIN_LIFETIME_SECONDS,
    nowSeconds: policy.nowSeconds,
  });
  if (!verified.ok) return refuse('admin_token_invalid', null, { detail: verified.detail });
  const { iss, sub, tid, scope: granted } = verified.claims;
  if (!isText(iss) || (issuer.origin !== null && iss !== issuer.origin))
    return refuse('admin_token_invalid', null, { detail: 'iss' });
  if (tid !== undefined && !isText(tid)) return refuse('admin_token_invalid', null, { detail: 'tid' });
  const scopes = typeof granted === 'string' ? granted.split(' ') : [];
  if (!scopes.includes(scope) || !issuer.may.includes(scope))
    return refuse('admin_scope_missing', null, { detail: scope });
  return { name: isText(sub) ? `${iss}:${sub}` : iss, tenant: tid ?? null, may: issuer.may };
}

/** The key id that an unverified header names, only to choose among configured keys. */
function keyIdOf(token: string): string | null {
  try {
    const text = new TextDecoder().decode(
      Uint8Array.fromBase64(token.slice(0, token.indexOf('.')), { alphabet: 'base64url' }),
    );
    const { kid } = JSON.parse(text) as { readonly kid?: unknown };
    return typeof kid === 'string' ? kid : null;
  } catch {
    return null;
  }
}
