import type { Revocation, RevocationScope } from '../port.ts';

/** A row of the table `revocations`. */
export interface RevocationRow extends Record<string, SqlStorageValue> {
  kind: RevocationScope['kind'];
  tenant: string;
  id: string;
  not_before: number;
  expires: number;
  reason: string;
  by: string;
}

export const REVOCATION_COLUMNS = 'kind, tenant, id, not_before, expires, reason, by';

/** Which row a scope has. Texts as SQLite keeps them: it replaces half a surrogate pair. */
export interface RevocationKey {
  /** `''` if the scope names none. */
  readonly tenant: string;
  readonly kind: RevocationScope['kind'];
  /** Of a user or session; `''` if the scope names none. */
  readonly id: string;
}

export function revocationKey(scope: RevocationScope): RevocationKey {
  const { kind } = scope;
  switch (kind) {
    case 'session':
    case 'user':
      return { kind, tenant: scope.tenant.toWellFormed(), id: scope.id.toWellFormed() };
    case 'tenant':
      return { kind, tenant: scope.tenant.toWellFormed(), id: '' };
    case 'everyone':
      return { kind, tenant: '', id: '' };
  }
}

export function revocationOf(row: RevocationRow): Revocation {
  const { not_before: notBefore, expires, reason, by } = row;
  return { scope: scopeOf(row), notBefore, expires, reason, by };
}

function scopeOf({ kind, tenant, id }: RevocationRow): RevocationScope {
  switch (kind) {
    case 'session':
    case 'user':
      return { kind, tenant, id };
    case 'tenant':
      return { kind, tenant };
    case 'everyone':
      return { kind };
  }
}
