import { FEED_LIFETIME_MS } from '../../lifetimes.ts';
import type { FeedPosition, StoreEntry } from '../../store.ts';
import { type KeptChange, positionOf } from '../feed.ts';
import type { ReadSql, WriteSql } from '../sql.ts';

/** Names the state, once for its whole life: storage that was lost comes back under another name. */
export function ensureEpoch(sql: WriteSql): void {
  sql.exec('INSERT OR IGNORE INTO position (id, epoch, version, floor) VALUES (1, ?, 0, 0)', crypto.randomUUID());
}

/** The tables `feed` and `position`, of which is held in memory how far the shard has come. */
export class HeldFeed {
  readonly #sql: ReadSql;
  #position: FeedPosition | null = null;

  constructor(sql: ReadSql) {
    this.#sql = sql;
  }

  /** How far this shard has come. */
  position(): FeedPosition {
    this.#position ??= positionOf(this.#sql);
    return this.#position;
  }

  /**
   * Appends a change. A version is the time in microseconds, or one more than the last: it grows even where an older copy of
   * the storage was put back, unless the clock is behind.
   */
  append(sql: WriteSql, entry: StoreEntry, nowMs: number): void {
    const { epoch, version: last } = this.position();
    const version = Math.max(last + 1, nowMs * 1000);
    const mark = crypto.randomUUID();
    const change = JSON.stringify({ ...entry, mark } satisfies KeptChange);
    sql.exec('INSERT INTO feed (version, at, change) VALUES (?, ?, ?)', version, nowMs, change);
    sql.exec('UPDATE position SET version = ?', version);
    this.#position = { epoch, version, mark };
  }

  /**
   * Removes some old changes, but never the last: a reader that saw it last can continue from its mark.
   * The floor records that there were others. @returns how many were removed
   */
  trim(sql: WriteSql, nowMs: number, maxRows: number): number {
    const before = nowMs - FEED_LIFETIME_MS;
    const [last] = sql.exec<{ version: number }>(
      'SELECT version FROM feed WHERE at < ? ORDER BY at DESC, version DESC LIMIT 1',
      before,
    );
    if (last === undefined) return 0;
    const versions = sql
      .exec<{ version: number }>(
        `DELETE FROM feed WHERE version IN (SELECT version FROM feed WHERE at < ? AND version < ? ORDER BY at LIMIT ?)
       RETURNING version`,
        before,
        last.version,
        maxRows,
      )
      .toArray()
      .map(({ version }) => version);
    if (versions.length > 0) sql.exec('UPDATE position SET floor = max(floor, ?)', Math.max(...versions));
    return versions.length;
  }

  forget(): void {
    this.#position = null;
  }
}
