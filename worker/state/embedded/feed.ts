import { completeTenantPolicy } from '@portcullis/rules/engine';
import { FEED_LIFETIME_MS } from '../lifetimes.ts';
import type { FeedAnswer, FeedPosition, SnapshotPage, StoreEntry } from '../store.ts';
import { statePage } from './pages.ts';

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
  return { epoch, version, mark: markAt(sql, version) ?? '' };
}

/** A change as the feed keeps it. */
interface KeptChange {
  /** Its own, so that the history of a copy that was put back is never taken for the one that was lost. Older rows have none. */
  readonly mark?: string;
}

/**
 * Appends a change to the feed. A version is the time in microseconds, or one more than the last: it grows even where an
 * older copy of the storage was put back, unless the clock is behind.
 */
export function appendChange(sql: SqlStorage, entry: StoreEntry, nowMs: number): void {
  const version = Math.max(positionRow(sql).version + 1, nowMs * 1000);
  const change = JSON.stringify({ ...entry, mark: crypto.randomUUID() } satisfies KeptChange);
  sql.exec('INSERT INTO feed (version, at, change) VALUES (?, ?, ?)', version, nowMs, change);
  sql.exec('UPDATE position SET version = ?', version);
}

/** What changed since a position; `null` for none. */
export function readFeed(sql: SqlStorage, since: FeedPosition | null): FeedAnswer {
  const current = positionOf(sql);
  const standing = since === null ? 'forgotten' : standingOf(sql, since, current);
  if (since === null || standing !== 'known') return { kind: 'reload', position: current, lost: standing === 'lost' };
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
    position: more ? lastOf(given, current) : current,
    changes: given.map(({ change }) => entryIn(change)),
    more,
  };
}

/** Whether a position is part of this history, and what followed it still known. */
function standingOf(sql: SqlStorage, since: FeedPosition, current: FeedPosition): 'known' | 'forgotten' | 'lost' {
  if (since.epoch !== current.epoch || since.version > current.version) return 'lost';
  if (since.version === current.version) return since.mark === current.mark ? 'known' : 'lost';
  const { floor } = positionRow(sql);
  if (since.version < floor) return 'forgotten';
  // Before the first change there is nothing to compare.
  const mark = since.version === 0 ? '' : markAt(sql, since.version);
  if (mark === null && since.version === floor) return 'forgotten';
  return since.mark === mark ? 'known' : 'lost';
}

/** `null` where no change that is still known made this version. */
function markAt(sql: SqlStorage, version: number): string | null {
  const [row] = sql.exec<{ change: string }>('SELECT change FROM feed WHERE version = ?', version);
  return row === undefined ? null : markIn(row.change);
}

function markIn(change: string): string {
  return (JSON.parse(change) as KeptChange).mark ?? '';
}

function entryIn(change: string): StoreEntry {
  const { mark: _, ...entry } = JSON.parse(change) as StoreEntry & KeptChange;
  if (entry.kind !== 'policy' || entry.policy === null) return entry;
  return { ...entry, policy: completeTenantPolicy(entry.policy) };
}

function lastOf(
  given: readonly { readonly version: number; readonly change: string }[],
  current: FeedPosition,
): FeedPosition {
  const last = given.at(-1);
  return last === undefined ? current : { ...current, version: last.version, mark: markIn(last.change) };
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

/**
 * Removes some old changes, but never the last: a reader that saw it last can continue from its mark.
 * The floor records that there were others. @returns how many were removed
 */
export function trimFeed(sql: SqlStorage, nowMs: number, maxRows: number): number {
  const before = nowMs - FEED_LIFETIME_MS;
  const [last] = sql.exec<{ version: number }>(
    'SELECT version FROM feed WHERE at < ? ORDER BY at DESC, version DESC LIMIT 1',
    before,
  );
  if (last === undefined) return 0;
  const versions = [
    ...sql.exec<{ version: number }>(
      `DELETE FROM feed WHERE version IN (SELECT version FROM feed WHERE at < ? AND version < ? ORDER BY at LIMIT ?)
       RETURNING version`,
      before,
      last.version,
      maxRows,
    ),
  ].map(({ version }) => version);
  if (versions.length > 0) sql.exec('UPDATE position SET floor = max(floor, ?)', Math.max(...versions));
  return versions.length;
}

function positionRow(sql: SqlStorage): PositionRow {
  return sql.exec<PositionRow>('SELECT epoch, version, floor FROM position').one();
}
