import { counted, current, emptyAtMs, grantOf, released, standing, type Window } from '../../limit-window.ts';
import type { ShardClaim, ShardStatus } from '../admit-text.ts';
import type { ReadSql, WriteSql } from '../sql.ts';
import { Recent } from './recent.ts';

/** A row of the table `limits`. */
interface Row {
  readonly window: Window;
  /** Milliseconds since the epoch. */
  readonly expires: number;
}

/** The table `limits`, of which the windows that were used last are held in memory: of a row that is held, nothing is read. */
export class HeldLimits {
  readonly #sql: ReadSql;
  readonly #held: Recent<Row>;

  /** @param most windows that are held for certain; twice as many at most */
  constructor(sql: ReadSql, most: number) {
    this.#sql = sql;
    this.#held = new Recent(most);
  }

  /** Counts against all limits, or against none where one of them refuses. @returns how each stands, in their order */
  countAll(sql: WriteSql, claims: readonly ShardClaim[], nowMs: number): ShardStatus[] {
    const asked = claims.map((claim) => {
      const row = this.#row(claim);
      const window = row === null ? [] : current(row.window, claim, nowMs);
      return {
        claim,
        row,
        window,
        grant: grantOf(window, claim, claim.cost),
        status: standing(window, claim, nowMs, claim.cost),
      };
    });
    const admitted = asked.every(({ status }) => status.admitted);
    if (admitted)
      for (const { claim, row, window, grant } of asked)
        this.#write(sql, claim, row, counted(window, claim, nowMs, grant));
    return asked.map(({ grant, status }) => ({ ...status, granted: admitted ? grant : 0 }));
  }

  /** Takes back what was counted then, `cost` of each. */
  releaseAll(sql: WriteSql, claims: readonly ShardClaim[], countedAtMs: number): void {
    for (const claim of claims) {
      const row = this.#row(claim);
      const window = row === null ? [] : current(row.window, claim, countedAtMs);
      this.#write(sql, claim, row, released(window, claim, countedAtMs, claim.cost));
    }
  }

  /** Removes some that are empty. @returns how many */
  sweep(sql: WriteSql, nowMs: number, maxRows: number): number {
    const swept = sql
      .exec<{ key: string }>(
        'DELETE FROM limits WHERE key IN (SELECT key FROM limits WHERE expires < ? ORDER BY expires LIMIT ?) RETURNING key',
        nowMs,
        maxRows,
      )
      .toArray();
    for (const { key } of swept) this.#held.delete(key);
    return swept.length;
  }

  forget(): void {
    this.#held.clear();
  }

  /** As it was written last: what has left the window since may count again where the clock is set back. */
  #row(claim: ShardClaim): Row | null {
    const key = claim.key.toWellFormed();
    const held = this.#held.get(key);
    if (held !== undefined) return held;
    const [found] = this.#sql.exec<{ window: string; expires: number }>(
      'SELECT window, expires FROM limits WHERE key = ?',
      key,
    );
    if (found === undefined) return null;
    const row = { window: JSON.parse(found.window) as Window, expires: found.expires };
    this.#held.set(key, row);
    return row;
  }

  /** @param before `null` where there is no such row yet */
  #write(sql: WriteSql, claim: ShardClaim, before: Row | null, window: Window): void {
    const key = claim.key.toWellFormed();
    const text = JSON.stringify(window);
    const row = { window, expires: emptyAtMs(window, claim) };
    // Within a sub-bucket the end stays, and with it the index of ends.
    if (before?.expires === row.expires) sql.exec('UPDATE limits SET window = ? WHERE key = ?', text, key);
    else sql.exec('INSERT OR REPLACE INTO limits (key, window, expires) VALUES (?, ?, ?)', key, text, row.expires);
    this.#held.set(key, row);
  }
}
