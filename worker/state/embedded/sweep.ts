import { dayOf, REPORT_DAYS } from '../../core/reports/index.ts';
import type { WriteSql } from './sql.ts';
import type { Tables } from './tables/index.ts';

/** Rows that one step takes out of each table at most: some milliseconds, during which no other request is answered. */
export const SWEEP_ROWS = 200;

/**
 * Takes out some of what has run out, oldest first, by the indexes: what is still good is never looked at. SQLite fills the
 * space with what comes next.
 * @returns whether there may be more
 */
export function sweepStep(
  { limits, revocations, feed }: Tables,
  sql: WriteSql,
  nowMs: number,
  maxRows: number = SWEEP_ROWS,
): boolean {
  const swept = [
    limits.sweep(sql, nowMs, maxRows),
    revocations.sweep(sql, nowMs, maxRows),
    feed.trim(sql, nowMs, maxRows),
    rowsOf(sql, 'DELETE FROM records WHERE id IN (SELECT id FROM records WHERE expires < ? ORDER BY expires LIMIT ?)', [
      nowMs,
      maxRows,
    ]),
    rowsOf(
      sql,
      `DELETE FROM reports WHERE (route, day, kind) IN
       (SELECT route, day, kind FROM reports WHERE day <= ? ORDER BY day LIMIT ?)`,
      [dayOf(nowMs) - REPORT_DAYS, maxRows],
    ),
    rowsOf(
      sql,
      `DELETE FROM kept WHERE (home, key) IN
       (SELECT home, key FROM kept WHERE expires IS NOT NULL AND expires < ? ORDER BY expires LIMIT ?)`,
      [nowMs / 1000, maxRows],
    ),
  ];
  return swept.some((rows) => rows === maxRows);
}

/** How many rows a statement deletes. */
function rowsOf(sql: WriteSql, statement: string, bindings: readonly number[]): number {
  return [...sql.exec(`${statement} RETURNING 1`, ...bindings)].length;
}
