import type { TenantPolicy } from '@portcullis/rules/engine';
import type { Revocation, StateEntry } from '../port.ts';
import { writeKept } from './kept.ts';
import type { WriteSql } from './sql.ts';
import type { Tables } from './tables/index.ts';

/** Every change that replicas must hear of is written with its entry in the feed. */

export function keepRevocation(
  { revocations, feed }: Tables,
  sql: WriteSql,
  revocation: Revocation,
  nowMs: number,
): void {
  const { scope } = revocation;
  const held = revocations.merge(sql, revocation, nowMs);
  feed.append(sql, { kind: 'revocation', scope, ...held }, nowMs);
}

/** @param policy `null`: it is taken away */
export function keepPolicy(
  { policies, feed }: Tables,
  sql: WriteSql,
  tenant: string,
  policy: TenantPolicy | null,
  nowMs: number,
): void {
  policies.set(sql, tenant, policy);
  feed.append(sql, { kind: 'policy', tenant, policy }, nowMs);
}

/** Puts entries of a backup back. */
export function keepEntries(tables: Tables, sql: WriteSql, entries: readonly StateEntry[], nowMs: number): void {
  for (const entry of entries) {
    if (entry.kind === 'revocation') keepRevocation(tables, sql, entry, nowMs);
    else if (entry.kind === 'kept') writeKept(sql, entry.home, [entry], nowMs);
    else keepPolicy(tables, sql, entry.tenant, entry.policy, nowMs);
  }
}
