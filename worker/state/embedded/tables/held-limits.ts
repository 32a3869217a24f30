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

/** A row as it will be written, and the end of the one that it replaces; `null` where there is none. */
interface Pending {
  readonly row: Row;
  readonly keptEnd: number | null;
}

/** The table `limits`, of which the windows that were used last are held in memory: of a row that is held, nothing is read. */
export class HeldLimits {
  readonly #sql: ReadSql;
  readonly #held: Recent<Row>;
  /** Counted, and not written yet. */
  readonly #pending = new Map<string, Pending>();
  /** Whether something was counted that no transaction has taken to its end. */
  #isOpen = false;
  #counted = 0;
  #lost = 0;

  /** @param most windows that are held for certain; twice as many at most */
  constructor(sql: ReadSql, most: number) {
    this.#sql = sql;
    this.#held = new Recent(most);
  }

  /** How often something was counted that is to be written later. */
  get counted(): number {
    return this.#counted;
  }

  /** How often something that was counted was forgotten before it was written. */
  get lost(): number {
    return this.#lost;
  }

  /** Counts against all limits, or against none where one of them refuses. @returns how each stands, in their order */
  countAll(sql: WriteSql, claims: readonly ShardClaim[], nowMs: number): ShardStatus[] {
    return this.#count(claims, nowMs, (claim, row, window) => this.#write(sql, claim, row, window));
  }

  /** The same in memory alone: it holds once {@link writePending} has written it, and what it answers may go out no sooner. */
  countLater(claims: readonly ShardClaim[], nowMs: number): ShardStatus[] {
    return this.#count(claims, nowMs, (claim, before, window) => this.#defer(claim, before, window));
  }

  /** Writes what was counted and is not written yet; a transaction, which may yet fail. */
  writePending(sql: WriteSql): void {
    for (const [key, { row, keptEnd }] of this.#pending) write(sql, key, row, keptEnd);
    this.#pending.clear();
  }

  /** The transaction has ended well. */
  pendingWritten(): void {
    this.#isOpen = false;
  }

  #count(
    claims: readonly ShardClaim[],
    nowMs: number,
    put: (claim: ShardClaim, before: Row | null, window: Window) => void,
  ): ShardStatus[] {
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
      for (const { claim, row, window, grant } of asked) put(claim, row, counted(window, claim, nowMs, grant));
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
    if (this.#isOpen) this.#lost += 1;
    this.#isOpen = false;
    this.#pending.clear();
    this.#held.clear();
  }

  /** As it was written last: what has left the window since may count again where the clock is set back. */
  #row(claim: ShardClaim): Row | null {
    const key = claim.key.toWellFormed();
    const held = this.#pending.get(key)?.row ?? this.#held.get(key);
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
    const row = { window, expires: emptyAtMs(window, claim) };
    write(sql, key, row, before?.expires ?? null);
    this.#held.set(key, row);
  }

  #defer(claim: ShardClaim, before: Row | null, window: Window): void {
    const key = claim.key.toWellFormed();
    const row = { window, expires: emptyAtMs(window, claim) };
    const pending = this.#pending.get(key);
    this.#pending.set(key, { row, keptEnd: pending === undefined ? (before?.expires ?? null) : pending.keptEnd });
    this.#held.set(key, row);
    this.#isOpen = true;
    this.#counted += 1;
  }
}

/** @param keptEnd of the row that is kept under the key; `null` where there is none */
function write(sql: WriteSql, key: string, { window, expires }: Row, keptEnd: number | null): void {
  const text = JSON.stringify(window);
  // Within a sub-bucket the end stays, and with it the index of ends.
  if (keptEnd === expires) sql.exec('UPDATE limits SET window = ? WHERE key = ?', text, key);
  else sql.exec('INSERT OR REPLACE INTO limits (key, window, expires) VALUES (?, ?, ?)', key, text, expires);
}
