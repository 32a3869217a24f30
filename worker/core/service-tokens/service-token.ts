import { isTenantId, machineUser, type Session } from '@portcullis/rules/engine';
import type { TokensRule } from '@portcullis/rules/policy';
import { isText, isTime, sha256, texts } from '../tokens/index.ts';
import type { TokenText } from './token-text.ts';

/** A secret of a token, as it is kept. */
export interface TokenSecret {
  /** SHA-256, base64url. The secret has 256 random bits, so nothing slower is needed. */
  readonly hash: string;
  /** When it ends before its token does, since another has taken its place; seconds since the epoch. */
  readonly until: number | null;
}

/** A machine's credential, as it is kept. Times are seconds since the epoch. */
export interface ServiceToken {
  readonly id: string;
  readonly tenant: string;
  readonly name: string;
  readonly roles: readonly string[];
  /** Networks in CIDR notation that it may come from; empty: any. */
  readonly addresses: readonly string[];
  readonly created: number;
  readonly expires: number;
  /** Who created it. */
  readonly by: string;
  /** The newest first. */
  readonly secrets: readonly TokenSecret[];
}

/** Reads what was kept. @returns `null` for what is none, which opens nothing */
export function readServiceToken(text: string): ServiceToken | null {
  const value = parse(text);
  const { id, tenant, name, roles, addresses, created, expires, by, secrets } = value;
  const isWhole =
    isText(id) && typeof tenant === 'string' && isTenantId(tenant) && isText(name) && isText(by) && isTime(created);
  const [known, prefixes] = [texts(roles), texts(addresses)];
  const kept = Array.isArray(secrets) ? secrets.filter(isSecret) : [];
  if (!isWhole || !isTime(expires) || known === null || prefixes === null || kept.length === 0) return null;
  return { id, tenant, name, by, created, expires, roles: known, addresses: prefixes, secrets: kept };
}

function parse(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
  } catch {
    return {};
  }
}

function isSecret(value: unknown): value is TokenSecret {
  const { hash, until } = (value ?? {}) as Readonly<Record<string, unknown>>;
  return isText(hash) && (until === null || isTime(until));
}

/** When a token ends: as it says, and as the rules let tokens live now. Seconds since the epoch. */
export function endOfToken({ created, expires }: ServiceToken, { lifetimeSeconds }: TokensRule): number {
  return Math.min(expires, created + lifetimeSeconds);
}

/**
 * The session that a token stands for, or what is wrong with it. Whether its address may use it is for the rules to decide.
 * @param rule what tokens may be, by the rules of now: revocations are kept for as long as those let them live
 */
export async function sessionOfToken(
  token: ServiceToken,
  { tenant, id, secret, scheme }: TokenText,
  rule: TokensRule,
  nowSeconds: number,
): Promise<Session | string> {
  if (token.tenant !== tenant || token.id !== id) return 'another token';
  const hash = await sha256(secret);
  // Hashes of what an attacker can choose only in whole: comparing them gives nothing away.
  const kept = token.secrets.find((each) => each.hash === hash);
  if (kept === undefined) return 'wrong secret';
  const expires = Math.min(endOfToken(token, rule), kept.until ?? Number.POSITIVE_INFINITY);
  if (nowSeconds >= expires) return 'expired';
  return {
    user: machineUser(token.name),
    tenant,
    roles: token.roles.filter((role) => rule.roles.includes(role)),
    id: sessionIdOfToken(id),
    issuedAtSeconds: token.created,
    expiresAtSeconds: expires,
    authenticatedAtSeconds: token.created,
    authenticationMethods: [],
    actAs: null,
    token: { scheme, addresses: token.addresses.length === 0 ? null : token.addresses },
  };
}

/** Under which a token is revoked: as a session of its tenant. */
export function sessionIdOfToken(id: string): string {
  return `token-${id}`;
}
