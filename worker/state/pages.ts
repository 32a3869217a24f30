import type { TenantPolicy } from '@portcullis/rules/engine';
import type { Page, StateEntry, TenantPolicyEntry } from './port.ts';
import { REVOCATION_COLUMNS, type RevocationRow, revocationOf } from './revocation-row.ts';

/** A policy may hold a thousand prefixes; a revocation is short. */
const PAGE_POLICIES = 200;
const PAGE_REVOCATIONS = 2000;

interface PolicyRow extends Record<string, SqlStorageValue> {
  tenant: string;
  policy: string;
}

/** Policies by tenant id. @param cursor the last tenant of the page before */
export function policyPage(sql: SqlStorage, cursor: string | null): Page<TenantPolicyEntry> {
  const rows = [
    ...sql.exec<PolicyRow>(
      'SELECT tenant, policy FROM policies WHERE tenant > ? ORDER BY tenant LIMIT ?',
      cursor ?? '',
      PAGE_POLICIES,
    ),
  ];
  const entries = rows.map(({ tenant, policy }) => ({ tenant, policy: JSON.parse(policy) as TenantPolicy }));
  return { entries, next: rows.length < PAGE_POLICIES ? null : (rows.at(-1)?.tenant ?? null) };
}

/** All policies, then all live revocations. @param cursor as an earlier page gave it; another one throws */
export function statePage(sql: SqlStorage, cursor: string | null): Page<StateEntry> {
  const [part, ...after] = cursor === null ? ['policies', ''] : (JSON.parse(cursor) as string[]);
  if (part === 'policies') {
    const { entries, next } = policyPage(sql, after[0] ?? '');
    return {
      entries: entries.map((entry): StateEntry => ({ kind: 'policy', ...entry })),
      next: JSON.stringify(next === null ? ['revocations', '', '', ''] : ['policies', next]),
    };
  }
  const [tenant = '', kind = '', id = ''] = after;
  const rows = [
    ...sql.exec<RevocationRow>(
      `SELECT ${REVOCATION_COLUMNS} FROM revocations
       WHERE expires > ? AND (tenant, kind, id) > (?, ?, ?) ORDER BY tenant, kind, id LIMIT ?`,
      Date.now() / 1000,
      tenant,
      kind,
      id,
      PAGE_REVOCATIONS,
    ),
  ];
  const last = rows.length < PAGE_REVOCATIONS ? undefined : rows.at(-1);
  return {
    entries: rows.map((row): StateEntry => ({ kind: 'revocation', ...revocationOf(row) })),
    next: last === undefined ? null : JSON.stringify(['revocations', last.tenant, last.kind, last.id]),
  };
}
