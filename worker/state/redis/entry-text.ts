import type { TenantPolicy } from '@portcullis/rules/engine';
import type { Revocation, RevocationScope } from '../port.ts';
import type { StoreEntry } from '../store.ts';
import { storedPolicy } from '../stored-policy.ts';
import { RedisStateError } from './state-error.ts';

/** An entry as the scripts give it back: `r <not-before> <expires> <JSON>` or `p <JSON>`. */
export type StoredEntry =
  | ({ readonly kind: 'revocation' } & Revocation)
  | { readonly kind: 'policy'; readonly tenant: string; readonly policy: TenantPolicy | null };

/** The part of a revocation that scripts only keep. */
export function revocationText({ scope, reason, by }: Revocation): string {
  return JSON.stringify({ scope, reason, by });
}

/** @param policy `null`: it is taken away */
export function policyText(tenant: string, policy: TenantPolicy | null): string {
  return JSON.stringify({ tenant, policy });
}

/** @throws where it is none */
export function parseEntry(text: string): StoredEntry {
  const [, notBefore, expires, json] = /^r (\S+) (\S+) (.*)$/s.exec(text) ?? [];
  if (json !== undefined) return revocationOf(Number(notBefore), Number(expires), parse(json));
  const [, policyJson] = /^p (.*)$/s.exec(text) ?? [];
  if (policyJson === undefined) throw odd();
  return { kind: 'policy', ...parsePolicy(policyJson) };
}

/** The tenant of a policy that has been left out. @throws where it is none */
export function parseTenant(json: string): string {
  const { tenant } = parse(json);
  if (typeof tenant !== 'string') throw odd();
  return tenant;
}

/** @throws where it is none */
export function parsePolicy(json: string): { readonly tenant: string; readonly policy: TenantPolicy | null } {
  const { tenant, policy } = parse(json);
  if (typeof tenant !== 'string') throw odd();
  if (policy === null) return { tenant, policy };
  const stored = storedPolicy(policy);
  if (stored === null) throw odd();
  return { tenant, policy: stored };
}

/** A replica needs to know whom and when, not why. */
export function withoutReason(entry: StoredEntry): StoreEntry {
  if (entry.kind === 'policy') return entry;
  const { scope, notBefore, expires } = entry;
  return { kind: 'revocation', scope, notBefore, expires };
}

function revocationOf(notBefore: number, expires: number, { scope, reason, by }: Members): StoredEntry {
  const isWhole = Number.isFinite(notBefore) && Number.isFinite(expires) && isScope(scope);
  if (!isWhole || typeof reason !== 'string' || typeof by !== 'string') throw odd();
  return { kind: 'revocation', scope, notBefore, expires, reason, by };
}

type Members = Readonly<Record<string, unknown>>;

function parse(json: string): Members {
  try {
    const value: unknown = JSON.parse(json);
    if (isObject(value)) return value;
  } catch {
    // It is malformed, even if the parser would accept it.
  }
  throw odd();
}

function isScope(value: unknown): value is RevocationScope {
  if (!isObject(value)) return false;
  const { kind, tenant, id } = value;
  switch (kind) {
    case 'everyone':
      return true;
    case 'tenant':
      return typeof tenant === 'string';
    default:
      return (kind === 'session' || kind === 'user') && typeof tenant === 'string' && typeof id === 'string';
  }
}

function isObject(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function odd(): RedisStateError {
  return new RedisStateError('Redis holds an entry that this gateway did not write');
}
