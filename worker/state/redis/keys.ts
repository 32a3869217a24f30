import { sha256 } from '../../core/tokens/index.ts';
import type { RevocationScope } from '../port.ts';

/**
 * Names of keys and of fields in them. Only letters, digits, `-`, `_` and fixed marks get in: everything that a client
 * or an app may choose is hashed. The tenant comes first, and no part can contain the dot that joins the parts.
 */
const PREFIX = 'portcullis';

/** The epoch, and of every shard the version and the floor of its feed. */
export const POSITIONS_KEY = `${PREFIX}:positions`;

/** Keys of a shard. */
export interface ShardKeys {
  /** Hash: field of a scope to its revocation. */
  readonly revocations: string;
  /** Sorted set of the same fields by the time at which they expire. */
  readonly expiries: string;
  /** Hash: tenant to policy. */
  readonly policies: string;
  /** Sorted set of changes by version. */
  readonly feed: string;
}

export function shardKeys(shard: number): ShardKeys {
  const name = (part: string): string => `${PREFIX}:${shard}:${part}`;
  return {
    revocations: name('revocations'),
    expiries: name('expiries'),
    policies: name('policies'),
    feed: name('feed'),
  };
}

/** Keys of the documents of a home. */
export interface KeptKeys {
  /** Hash: key to document. */
  readonly documents: string;
  /** Sorted set of the keys, in their order. */
  readonly names: string;
  /** Sorted set of the keys by the time at which they expire. */
  readonly ends: string;
}

export async function keptKeys(home: string): Promise<KeptKeys> {
  const part = await tenantPart(home);
  return {
    documents: `${PREFIX}:kept:${part}`,
    names: `${PREFIX}:kept-names:${part}`,
    ends: `${PREFIX}:kept-ends:${part}`,
  };
}

/** Sorted sets of the documents of a shard that belong into a backup, home and key: in their order, and by their end. */
export function backupKeys(shard: number): readonly [names: string, ends: string] {
  return [`${PREFIX}:${shard}:backup`, `${PREFIX}:${shard}:backup-ends`];
}

/** @param key as the limit's claim has it */
export async function limitKey(key: string): Promise<string> {
  return `${PREFIX}:limit:${await hashOf(key)}`;
}

/** Stream of records that must be kept. */
export async function recordsKey(tenant: string | null): Promise<string> {
  return `${PREFIX}:records:${tenant === null ? '-' : await tenantPart(tenant)}`;
}

/** Hash of what browsers reported of a route on one day: field of a kind to its count. */
export async function reportsKey(route: string, day: number): Promise<string> {
  return `${PREFIX}:reports:${await hashOf(route)}:${day}`;
}

export function reportField(kind: string): Promise<string> {
  return hashOf(kind);
}

export const EVERYONE_FIELD = 'everyone.';

/** Ids are short and chosen by the rules' own pattern. What is not, is hashed, under a mark that no id begins with. */
export async function tenantPart(tenant: string): Promise<string> {
  return /^[a-z0-9][a-z0-9-]{0,62}$/.test(tenant) ? tenant : `_${await hashOf(tenant)}`;
}

/** Field of a scope in its shard's revocations. */
export async function scopeField(scope: RevocationScope): Promise<string> {
  switch (scope.kind) {
    case 'session':
    case 'user':
      return `${await tenantPart(scope.tenant)}.${scope.kind}.${await hashOf(scope.id)}`;
    case 'tenant':
      return `${await tenantPart(scope.tenant)}.tenant.`;
    case 'everyone':
      return EVERYONE_FIELD;
  }
}

/** SHA-256, base64url. Of the JSON form, in which different texts always stay different. */
function hashOf(text: string): Promise<string> {
  return sha256(JSON.stringify(text));
}
