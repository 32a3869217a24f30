import type { AdmitQuestion, Revocation, RevocationScope, RevokedBy } from '../port.ts';
import { LISTED_REVOCATIONS } from './list-sizes.ts';
import { REVOCATION_COLUMNS, type RevocationRow, revocationKey, revocationOf } from './revocation-row.ts';

/** Live ones, newest first. @param tenant that tenant's own and everyone's; `null`: all */
export function listRevocations(sql: SqlStorage, tenant: string | null, nowMs: number): readonly Revocation[] {
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

/** Keeps a revocation. @returns what holds of its scope from now on: the later times of what was known and what is new */
export function mergeRevocation(
  sql: SqlStorage,
  { scope, notBefore, expires, reason, by }: Revocation,
  nowMs: number,
): Pick<Revocation, 'notBefore' | 'expires'> {
  const [tenant, id] = revocationKey(scope);
  const key = [tenant, scope.kind, id];
  sql.exec('DELETE FROM revocations WHERE tenant = ? AND kind = ? AND id = ? AND expires <= ?', ...key, nowMs / 1000);
  const row = sql
    .exec<{ not_before: number; expires: number }>(
      `INSERT INTO revocations (tenant, kind, id, not_before, expires, reason, by) VALUES (?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (tenant, kind, id) DO UPDATE SET not_before = max(not_before, excluded.not_before),
       expires = max(expires, excluded.expires),
       reason = iif(excluded.not_before >= not_before, excluded.reason, reason),
       by = iif(excluded.not_before >= not_before, excluded.by, by) RETURNING not_before, expires`,
      ...key,
      notBefore,
      expires,
      reason,
      by,
    )
    .one();
  return { notBefore: row.not_before, expires: row.expires };
}

/** A session id names one session, so it is revoked whenever its cookie says that it was issued: clocks may run ahead. */
export function revokedBy(
  sql: SqlStorage,
  { tenant, user, session, issuedAtSeconds }: NonNullable<AdmitQuestion['subject']>,
  nowMs: number,
): RevokedBy | null {
  const [row] = sql.exec<{ kind: RevocationScope['kind'] }>(
    `SELECT kind FROM revocations WHERE +expires > ? AND ((kind = 'session' AND tenant = ? AND id = ?)
     OR (not_before >= ? AND ((kind = 'user' AND tenant = ? AND id = ?) OR (kind = 'tenant' AND tenant = ? AND id = '')
     OR (kind = 'everyone' AND tenant = '' AND id = ''))))
     ORDER BY CASE kind WHEN 'session' THEN 1 WHEN 'user' THEN 2 WHEN 'tenant' THEN 3 ELSE 4 END LIMIT 1`,
    nowMs / 1000,
    tenant,
    session,
    issuedAtSeconds,
    tenant,
    user,
    tenant,
  );
  return row?.kind ?? null;
}
