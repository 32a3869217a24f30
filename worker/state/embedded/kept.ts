import { isBackedUp, type Kept, type KeptChange } from '../../core/kept/index.ts';
import { MAX_PAGE_BYTES, PAGE_KEPT } from '../kept-pages.ts';
import type { Page, StateEntry } from '../port.ts';
import { unknownCursor } from '../shard-pages.ts';
import type { ReadSql, WriteSql } from './sql.ts';

interface KeptRow extends Record<string, SqlStorageValue> {
  home: string;
  key: string;
  value: string;
  version: number;
  expires: number | null;
}

const COLUMNS = 'home, key, value, version, expires';
const IS_LIVE = '(expires IS NULL OR +expires > ?)';

/** `null` where there is none. */
export function readKept(sql: ReadSql, home: string, key: string, nowMs: number): Kept | null {
  const [row] = sql.exec<KeptRow>(
    `SELECT ${COLUMNS} FROM kept WHERE home = ? AND key = ? AND ${IS_LIVE}`,
    home,
    key,
    nowMs / 1000,
  );
  return row === undefined ? null : keptOf(row);
}

/** All of them or none; `false` where a condition does not hold. */
export function writeKept(sql: WriteSql, home: string, changes: readonly KeptChange[], nowMs: number): boolean {
  for (const { key, ifVersion } of changes) {
    if (ifVersion === undefined) continue;
    if ((readKept(sql, home, key, nowMs)?.version ?? null) !== ifVersion) return false;
  }
  const version = nextVersion(sql, nowMs);
  for (const { key, value, expires } of changes) {
    if (value === null) sql.exec('DELETE FROM kept WHERE home = ? AND key = ?', home, key);
    else
      sql.exec(
        `INSERT OR REPLACE INTO kept (${COLUMNS}, backup) VALUES (?, ?, ?, ?, ?, ?)`,
        home,
        key,
        value,
        version,
        expires,
        isBackedUp(key) ? 1 : 0,
      );
  }
  return true;
}

/** @param cursor the last key of the page before; `null` for the first page */
export function keptPage(sql: ReadSql, home: string, prefix: string, cursor: string | null, nowMs: number): Page<Kept> {
  if (cursor !== null && !cursor.startsWith(prefix)) throw unknownCursor();
  const rows = sql.exec<KeptRow>(
    // No key holds a character as high as the last.
    `SELECT ${COLUMNS} FROM kept WHERE home = ? AND key ${cursor === null ? '>=' : '>'} ? AND key < ?
     AND ${IS_LIVE} ORDER BY key LIMIT ?`,
    home,
    cursor ?? prefix,
    `${prefix}\u007f`,
    nowMs / 1000,
    PAGE_KEPT + 1,
  );
  const { given, last } = pageOf(rows);
  return { entries: given.map(keptOf), next: last?.key ?? null };
}

/** What belongs into a backup. @param place home and key of the last one of the page before */
export function backupPage(
  sql: ReadSql,
  [home, key]: readonly [home: string, key: string],
  nowMs: number,
): { readonly entries: readonly StateEntry[]; readonly last: readonly [home: string, key: string] | null } {
  const rows = sql.exec<KeptRow>(
    `SELECT ${COLUMNS} FROM kept WHERE backup = 1 AND (home, key) > (?, ?) AND ${IS_LIVE} ORDER BY home, key LIMIT ?`,
    home,
    key,
    nowMs / 1000,
    PAGE_KEPT + 1,
  );
  const { given, last } = pageOf(rows);
  const entries = given.map((row): StateEntry => {
    const { version: _, ...document } = keptOf(row);
    return { kind: 'kept', home: row.home, ...document };
  });
  return { entries, last: last === null ? null : [last.home, last.key] };
}

/** @returns the rows of the page, and the last of them where more follow */
function pageOf(rows: Iterable<KeptRow>): { readonly given: readonly KeptRow[]; readonly last: KeptRow | null } {
  const given: KeptRow[] = [];
  let length = 0;
  for (const row of rows) {
    const last = given.at(-1);
    if (last !== undefined && (given.length === PAGE_KEPT || length >= MAX_PAGE_BYTES)) return { given, last };
    given.push(row);
    length += row.value.length;
  }
  return { given, last: null };
}

/** The time in microseconds, or one more than the last: no version comes again, even of a document that was taken away. */
function nextVersion(sql: WriteSql, nowMs: number): number {
  const { version } = sql
    .exec<{ version: number }>(
      `INSERT INTO kept_version (id, version) VALUES (1, ?)
       ON CONFLICT (id) DO UPDATE SET version = max(version + 1, excluded.version) RETURNING version`,
      nowMs * 1000,
    )
    .one();
  return version;
}

function keptOf({ key, value, version, expires }: KeptRow): Kept {
  return { key, value, version, expires };
}
