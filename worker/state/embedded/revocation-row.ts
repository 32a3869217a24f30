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

/** Which row a scope has; `''` if the scope names no tenant, or no user or session in it. */
export function revocationKey(scope: RevocationScope): readonly [tenant: string, id: string] {
  switch (scope.kind) {
    case 'session':
    case 'user':
      return [scope.tenant, scope.id];
    case 'tenant':
      return [scope.tenant, ''];
    case 'everyone':
      return ['', ''];
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
