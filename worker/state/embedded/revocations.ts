import type { Revocation } from '../port.ts';
import { LISTED_REVOCATIONS } from './list-sizes.ts';
import { REVOCATION_COLUMNS, type RevocationRow, revocationOf } from './revocation-row.ts';
import type { ReadSql } from './sql.ts';

/** Live ones, newest first. @param tenant that tenant's own and everyone's; `null`: all */
export function listRevocations(sql: ReadSql, tenant: string | null, nowMs: number): readonly Revocation[] {
  // By the order that is asked for, since hardly any has run out: the index of ends would have all of them sorted.
  const list = (condition: string, ...bindings: readonly string[]): readonly Revocation[] =>
    [
      ...sql.exec<RevocationRow>(
        `SELECT ${REVOCATION_COLUMNS} FROM revocations
         WHERE +expires > ? AND ${condition} ORDER BY not_before DESC LIMIT ?`,
        nowMs / 1000,
        ...bindings,
        LISTED_REVOCATIONS,
      ),
    ].map(revocationOf);
  if (tenant === null) return list('true');
  return [...list('tenant = ?', tenant), ...list("tenant = ''")]
    .sort((one, other) => other.notBefore - one.notBefore)
    .slice(0, LISTED_REVOCATIONS);
}
