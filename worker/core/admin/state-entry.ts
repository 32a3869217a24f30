import { isTenantId, type TenantPolicy } from '@portcullis/rules/engine';
import { errorText } from '../failures/index.ts';
import { checkKeptWrite, isBackedUp } from '../kept/index.ts';
import { isText, isTime } from '../tokens/index.ts';
import type { RevocationScope } from './revocation-scope.ts';
import { parseTenantPolicy } from './tenant-policy-request.ts';

/** What of shared state is worth a backup: what people decided. Counts and records are not. */
export type StateEntry =
  | {
      readonly kind: 'revocation';
      readonly scope: RevocationScope;
      /** Seconds since the epoch, as in `Revocation`. */
      readonly notBefore: number;
      readonly expires: number;
      readonly reason: string;
      readonly by: string;
    }
  | { readonly kind: 'policy'; readonly tenant: string; readonly policy: TenantPolicy }
  | {
      readonly kind: 'kept';
      readonly home: string;
      readonly key: string;
      readonly value: string;
      /** As in `Kept`. */
      readonly expires: number | null;
    };

export type StateEntryResult =
  | { readonly ok: true; readonly entry: StateEntry }
  | { readonly ok: false; readonly problem: string };

const REVOCATION_MEMBERS = new Set(['kind', 'scope', 'tenant', 'id', 'notBefore', 'expires', 'reason', 'by']);
const KEPT_MEMBERS = new Set(['kind', 'home', 'key', 'value', 'expires']);
/** Clocks of two gateways may disagree by this much. */
const MAX_AHEAD_SECONDS = 60;

/** An entry as it is written out: flat, times as seconds with their fractions, so that none gets weaker on its way back. */
export function shownStateEntry(entry: StateEntry): Readonly<Record<string, unknown>> {
  if (entry.kind === 'kept') return { ...entry };
  if (entry.kind === 'policy') return { kind: 'policy', tenant: entry.tenant, ...entry.policy };
  const { scope, ...rest } = entry;
  const { kind, ...whom } = scope;
  return { ...rest, scope: kind, ...whom };
}

/** Reads what {@link shownStateEntry} wrote. Anything else is refused: a mistake could lock users out or let them in. */
export function parseStateEntry(value: unknown): StateEntryResult {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return failed('is not a JSON object');
  const members = value as Readonly<Record<string, unknown>>;
  switch (members['kind']) {
    case 'revocation':
      return parseRevocationEntry(members);
    case 'policy':
      return parsePolicyEntry(members);
    case 'kept':
      return parseKeptEntry(members);
    default:
      return failed('has no "kind" that is "revocation", "policy" or "kept"');
  }
}

function parsePolicyEntry({
  kind: _,
  tenant,
  notBefore,
  ...rest
}: Readonly<Record<string, unknown>>): StateEntryResult {
  if (typeof tenant !== 'string' || !isTenantId(tenant)) return failed('has no "tenant" that is a tenant id');
  const result = parseTenantPolicy({ ...rest, ...(notBefore === 0 ? {} : { notBefore }) }, tenant);
  return result.ok
    ? { ok: true, entry: { kind: 'policy', tenant, policy: result.policy } }
    : failed(`is not a tenant policy: ${result.problem}`);
}

function parseRevocationEntry(members: Readonly<Record<string, unknown>>): StateEntryResult {
  const { notBefore, expires, reason, by } = members;
  if (Object.keys(members).some((name) => !REVOCATION_MEMBERS.has(name)))
    return failed(`has members besides ${[...REVOCATION_MEMBERS].map((name) => `"${name}"`).join(', ')}`);
  const scope = scopeOf(members);
  if (scope === null) return failed('has no "scope" with the "tenant" and "id" that belong to it');
  // A time to come would shut out sessions that are yet to be issued.
  if (!isTime(notBefore) || notBefore > Date.now() / 1000 + MAX_AHEAD_SECONDS)
    return failed('has no "notBefore" in seconds since 1970, not in the future');
  if (!isTime(expires) || expires <= notBefore)
    return failed('has no "expires" in seconds since 1970, later than "notBefore"');
  if (!isText(reason) || !isText(by)) return failed('has no "reason" and "by" of 1 to 256 characters');
  return { ok: true, entry: { kind: 'revocation', scope, notBefore, expires, reason, by } };
}

function parseKeptEntry(members: Readonly<Record<string, unknown>>): StateEntryResult {
  const { home, key, value, expires } = members;
  if (Object.keys(members).some((name) => !KEPT_MEMBERS.has(name)))
    return failed(`has members besides ${[...KEPT_MEMBERS].map((name) => `"${name}"`).join(', ')}`);
  if (typeof home !== 'string' || typeof key !== 'string' || !isBackedUp(key))
    return failed('has no "home" and "key" of a document that belongs into a backup');
  if (typeof value !== 'string' || !(expires === null || isTime(expires)))
    return failed('has no "value" that is text, and "expires" in seconds since 1970 or null');
  try {
    checkKeptWrite(home, [{ key, value, expires }]);
  } catch (error) {
    return failed(`cannot be kept: ${errorText(error)}`);
  }
  return { ok: true, entry: { kind: 'kept', home, key, value, expires } };
}

function scopeOf({ scope, tenant, id }: Readonly<Record<string, unknown>>): RevocationScope | null {
  if (scope === 'everyone') return tenant === undefined && id === undefined ? { kind: 'everyone' } : null;
  if (typeof tenant !== 'string' || !isTenantId(tenant)) return null;
  if (scope === 'tenant') return id === undefined ? { kind: 'tenant', tenant } : null;
  return (scope === 'session' || scope === 'user') && isText(id) ? { kind: scope, tenant, id } : null;
}

function failed(problem: string): StateEntryResult {
  return { ok: false, problem };
}
