import type { FeedAnswer, FeedPosition, SnapshotPage, StoreEntry } from '../store.ts';
import { statePage } from './pages.ts';

/** How long the feed remembers a change: whoever lags behind further reads a snapshot instead. */
const FEED_LIFETIME_MS = 60 * 60 * 1000;
/** Changes that one answer of the feed holds at most. */
const FEED_CHANGES = 1000;
/** A replica needs only times and scopes, so that more of them fit into a page. */
const SNAPSHOT_REVOCATIONS = 5000;

interface PositionRow extends Record<string, SqlStorageValue> {
  epoch: string;
  version: number;
  floor: number;
}

/** Names the state, once for its whole life: storage that was lost comes back under another name. */
export function ensureEpoch(sql: SqlStorage): void {
  sql.exec('INSERT OR IGNORE INTO position (id, epoch, version, floor) VALUES (1, ?, 0, 0)', crypto.randomUUID());
}

/** How far this shard has come. */
export function positionOf(sql: SqlStorage): FeedPosition {
  const { epoch, version } = positionRow(sql);
  return { epoch, version };
}

/**
 * Appends a change to the feed. A version is the time in microseconds, or one more than the last: it grows even where an
 * older copy of the storage was put back.
 */
export function appendChange(sql: SqlStorage, entry: StoreEntry, nowMs: number): void {
  const version = Math.max(positionRow(sql).version + 1, nowMs * 1000);
  sql.exec('INSERT INTO feed (version, at, change) VALUES (?, ?, ?)', version, nowMs, JSON.stringify(entry));
  sql.exec('UPDATE position SET version = ?', version);
}

/** What changed since a position; `null` for none. */
export function readFeed(sql: SqlStorage, since: FeedPosition | null): FeedAnswer {
  const { epoch, version, floor } = positionRow(sql);
  if (since === null || since.epoch !== epoch || since.version > version || since.version < floor)
    return { kind: 'reload', position: { epoch, version } };
  const rows = [
    ...sql.exec<{ version: number; change: string }>(
      'SELECT version, change FROM feed WHERE version > ? ORDER BY version LIMIT ?',
      since.version,
      FEED_CHANGES + 1,
    ),
  ];
  const given = rows.slice(0, FEED_CHANGES);
  const more = rows.length > given.length;
  return {
    kind: 'changes',
    position: { epoch, version: more ? (given.at(-1)?.version ?? version) : version },
    changes: given.map(({ change }) => JSON.parse(change) as StoreEntry),
    more,
  };
}

/** A page of the live entries: policies, then revocations. @param cursor `null` for the first */
export function snapshotPage(sql: SqlStorage, cursor: string | null, nowMs: number): SnapshotPage {
  const [position, within] =
    cursor === null ? ([positionOf(sql), null] as const) : (JSON.parse(cursor) as [FeedPosition, string]);
  const { entries, next } = statePage(sql, within, nowMs, SNAPSHOT_REVOCATIONS);
  return {
    position,
    entries: entries.map((entry): StoreEntry => {
      if (entry.kind === 'policy') return entry;
      const { kind, scope, notBefore, expires } = entry;
      return { kind, scope, notBefore, expires };
    }),
    next: next === null ? null : JSON.stringify([position, next]),
  };
}

/** Forgets some changes that are old; the floor tells that they were there. @returns how many */
export function trimFeed(sql: SqlStorage, nowMs: number, maxRows: number): number {
  const versions = [
    ...sql.exec<{ version: number }>(
      'DELETE FROM feed WHERE version IN (SELECT version FROM feed WHERE at < ? ORDER BY at LIMIT ?) RETURNING version',
      nowMs - FEED_LIFETIME_MS,
      maxRows,
    ),
  ].map(({ version }) => version);
  if (versions.length > 0) sql.exec('UPDATE position SET floor = max(floor, ?)', Math.max(...versions));
  return versions.length;
}

function positionRow(sql: SqlStorage): PositionRow {
  return sql.exec<PositionRow>('SELECT epoch, version, floor FROM position').one();
}
