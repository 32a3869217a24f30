import type { AdmitQuestion, Revocation, RevocationScope, RevokedBy } from '../../port.ts';
import { type RevocationKey, revocationKey } from '../revocation-row.ts';
import type { ReadSql, WriteSql } from '../sql.ts';

/** Seconds since the epoch, both. */
interface Times {
  readonly notBefore: number;
  readonly expires: number;
}

interface TimesRow extends Record<string, SqlStorageValue>, RevocationKey {
  not_before: number;
  expires: number;
}

/** What they may take in memory at most, so that ids of any length fit: characters of their keys. */
const MAX_CHARACTERS = 1024 * 1024;

/**
 * The table `revocations`: held in memory with all its rows, the expired ones too, since the clock may be set back; or with
 * none of them, where they are too many. A session that none of them concerns is then known to be good without a read.
 */
export class HeldRevocations {
  readonly #sql: ReadSql;
  readonly #most: number;
  #held: Map<string, Times> | 'unread' | 'too many' = 'unread';
  #characters = 0;

  /** @param most rows that are held */
  constructor(sql: ReadSql, most: number) {
    this.#sql = sql;
    this.#most = most;
  }

  /** A session id names one session, so it is revoked whenever its cookie says that it was issued: clocks may run ahead. */
  revokedBy(subject: NonNullable<AdmitQuestion['subject']>, nowMs: number): RevokedBy | null {
    const held = this.#held === 'unread' ? this.#read() : this.#held;
    if (held === 'too many') return this.#revokedByRow(subject, nowMs);
    if (held.size === 0) return null;
    const { tenant, user, session, issuedAtSeconds } = subject;
    /** Minus infinity where it is not revoked. */
    const notBefore = (scope: RevocationScope): number => {
      const times = held.get(textOf(revocationKey(scope)));
      return times === undefined || !(times.expires > nowMs / 1000) ? Number.NEGATIVE_INFINITY : times.notBefore;
    };
    if (notBefore({ kind: 'session', tenant, id: session }) > Number.NEGATIVE_INFINITY) return 'session';
    if (notBefore({ kind: 'user', tenant, id: user }) >= issuedAtSeconds) return 'user';
    if (notBefore({ kind: 'tenant', tenant }) >= issuedAtSeconds) return 'tenant';
    return notBefore({ kind: 'everyone' }) >= issuedAtSeconds ? 'everyone' : null;
  }

  /** Keeps a revocation. @returns what holds of its scope from now on: the later times of what was known and what is new */
  merge(sql: WriteSql, { scope, notBefore, expires, reason, by }: Revocation, nowMs: number): Times {
    const key = revocationKey(scope);
    const columns = [key.tenant, key.kind, key.id];
    sql.exec(
      'DELETE FROM revocations WHERE tenant = ? AND kind = ? AND id = ? AND expires <= ?',
      ...columns,
      nowMs / 1000,
    );
    const row = sql
      .exec<{ not_before: number; expires: number }>(
        `INSERT INTO revocations (tenant, kind, id, not_before, expires, reason, by) VALUES (?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (tenant, kind, id) DO UPDATE SET not_before = max(not_before, excluded.not_before),
       expires = max(expires, excluded.expires),
       reason = iif(excluded.not_before >= not_before, excluded.reason, reason),
       by = iif(excluded.not_before >= not_before, excluded.by, by) RETURNING not_before, expires`,
        ...columns,
        notBefore,
        expires,
        reason,
        by,
      )
      .one();
    const times = { notBefore: row.not_before, expires: row.expires };
    if (typeof this.#held === 'object' && !this.#hold(this.#held, key, times)) this.#held = 'too many';
    return times;
  }

  /** Removes some that have expired. @returns how many */
  sweep(sql: WriteSql, nowMs: number, maxRows: number): number {
    const swept = sql
      .exec<Record<string, SqlStorageValue> & RevocationKey>(
        `DELETE FROM revocations WHERE (tenant, kind, id) IN
         (SELECT tenant, kind, id FROM revocations WHERE expires < ? ORDER BY expires LIMIT ?) RETURNING tenant, kind, id`,
        nowMs / 1000,
        maxRows,
      )
      .toArray();
    if (typeof this.#held === 'object') for (const key of swept) this.#release(this.#held, key);
    // What is left may fit. Not after each step of a long sweep: each would have them read again.
    else if (swept.length < maxRows) this.#held = 'unread';
    return swept.length;
  }

  forget(): void {
    this.#held = 'unread';
  }

  #read(): Map<string, Times> | 'too many' {
    const rows = this.#sql.exec<TimesRow>(
      'SELECT tenant, kind, id, not_before, expires FROM revocations LIMIT ?',
      this.#most + 1,
    );
    const held = new Map<string, Times>();
    this.#characters = 0;
    let fits = true;
    // To their end: a cursor that is left open would be in the way of writes.
    for (const row of rows) fits &&= this.#hold(held, row, { notBefore: row.not_before, expires: row.expires });
    this.#held = fits ? held : 'too many';
    return this.#held;
  }

  /** @returns whether all still fit */
  #hold(held: Map<string, Times>, key: RevocationKey, times: Times): boolean {
    const text = textOf(key);
    if (!held.has(text)) this.#characters += text.length;
    held.set(text, times);
    return held.size <= this.#most && this.#characters <= MAX_CHARACTERS;
  }

  #release(held: Map<string, Times>, key: RevocationKey): void {
    const text = textOf(key);
    if (held.delete(text)) this.#characters -= text.length;
  }

  #revokedByRow(
    { tenant, user, session, issuedAtSeconds }: NonNullable<AdmitQuestion['subject']>,
    nowMs: number,
  ): RevokedBy | null {
    const [row] = this.#sql.exec<{ kind: RevokedBy }>(
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
}

/** Different keys never have the same text. */
function textOf({ tenant, kind, id }: RevocationKey): string {
  return `${kind}${tenant.length}:${tenant}${id}`;
}
