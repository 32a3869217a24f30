import { completeTenantPolicy } from '@portcullis/rules/engine';
import type { FeedAnswer, FeedPosition, SnapshotPage, StoreEntry } from '../store.ts';
import { replicaPage } from './pages.ts';
import type { ReadSql } from './sql.ts';

/** Changes that one answer of the feed holds at most. */
const FEED_CHANGES = 1000;

interface PositionRow extends Record<string, SqlStorageValue> {
  epoch: string;
  version: number;
  floor: number;
}

/** How far this shard has come. */
export function positionOf(sql: ReadSql): FeedPosition {
  const { epoch, version } = positionRow(sql);
  return { epoch, version, mark: markAt(sql, version) ?? '' };
}

/** A change as the feed keeps it. */
export interface KeptChange {
  /** Its own, so that the history of a copy that was put back is never taken for the one that was lost. Older rows have none. */
  readonly mark?: string;
}

/** What changed since a position; `null` for none. */
export function readFeed(sql: ReadSql, since: FeedPosition | null): FeedAnswer {
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
function standingOf(sql: ReadSql, since: FeedPosition, current: FeedPosition): 'known' | 'forgotten' | 'lost' {
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
function markAt(sql: ReadSql, version: number): string | null {
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

/** A page of the live entries: who has a policy, then revocations. @param cursor `null` for the first */
export function snapshotPage(sql: ReadSql, cursor: string | null, nowMs: number): SnapshotPage {
  const [position, within] =
    cursor === null ? ([positionOf(sql), null] as const) : (JSON.parse(cursor) as [FeedPosition, string]);
  const { entries, next } = replicaPage(sql, within, nowMs);
  return { position, entries, next: next === null ? null : JSON.stringify([position, next]) };
}

function positionRow(sql: ReadSql): PositionRow {
  return sql.exec<PositionRow>('SELECT epoch, version, floor FROM position').one();
}
