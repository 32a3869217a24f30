import type { TenantPolicy } from '@portcullis/rules/engine';
import { type RevocationRow, revocationOf } from './revocation-row.ts';
import { SHARDS, shardOf } from './shard.ts';
import type { FeedAnswer, FeedPosition, SnapshotPage, StoreEntry } from './store.ts';

/** How long the feed remembers a change: whoever lags behind further reads a snapshot instead. */
const FEED_LIFETIME_MS = 60 * 60 * 1000;
/** Changes that one answer of the feed holds at most. */
const FEED_CHANGES = 1000;
/** Rows of all shards that a page of a snapshot looks at. */
const SCANNED_ROWS = 5000;

interface ShardRow extends Record<string, SqlStorageValue> {
  version: number;
  floor: number;
}

interface PolicyRow extends Record<string, SqlStorageValue> {
  tenant: string;
  policy: string;
}

/** Names the state, once for its whole life: storage that was lost comes back under another name. */
export function ensureEpoch(sql: SqlStorage): void {
  sql.exec("INSERT OR IGNORE INTO settings (name, value) VALUES ('epoch', ?)", crypto.randomUUID());
}

/** How far a shard has come. */
export function positionOf(sql: SqlStorage, shard: number): FeedPosition {
  return { epoch: epochOf(sql), version: shardRow(sql, shard).version };
}

/**
 * Appends a change to the feed of its shard, or of all where it concerns everyone. A version is the time in microseconds,
 * or one more than the last: it grows even where an older copy of the storage was put back.
 */
export function appendChange(sql: SqlStorage, entry: StoreEntry, nowMs: number): FeedPosition {
  const tenant = tenantOf(entry);
  const { latest } = sql.exec<{ latest: number }>('SELECT coalesce(max(version), 0) AS latest FROM shards').one();
  const version = Math.max(latest + 1, nowMs * 1000);
  const shards = tenant === null ? Array.from({ length: SHARDS }, (_, shard) => shard) : [shardOf(tenant)];
  for (const shard of shards) {
    sql.exec(
      'INSERT INTO feed (shard, version, at, change) VALUES (?, ?, ?, ?)',
      shard,
      version,
      nowMs,
      JSON.stringify(entry),
    );
    sql.exec(
      'INSERT INTO shards (shard, version, floor) VALUES (?, ?, 0) ON CONFLICT (shard) DO UPDATE SET version = excluded.version',
      shard,
      version,
    );
  }
  return { epoch: epochOf(sql), version };
}

/** What changed in a shard since a position; `null` for none. */
export function readFeed(sql: SqlStorage, shard: number, since: FeedPosition | null): FeedAnswer {
  const { version, floor } = shardRow(sql, shard);
  const epoch = epochOf(sql);
  if (since === null || since.epoch !== epoch || since.version > version || since.version < floor)
    return { kind: 'reload', position: { epoch, version } };
  const rows = [
    ...sql.exec<{ version: number; change: string }>(
      'SELECT version, change FROM feed WHERE shard = ? AND version > ? ORDER BY version LIMIT ?',
      shard,
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

/** A page of a shard's live entries: policies, then revocations. @param cursor `null` for the first */
export function snapshotPage(sql: SqlStorage, shard: number, cursor: string | null, nowMs: number): SnapshotPage {
  const [position, ...after] =
    cursor === null ? [positionOf(sql, shard)] : (JSON.parse(cursor) as [FeedPosition, string, string, string]);
  const [tenant, kind, id] = after;
  if (tenant === undefined || kind === undefined || id === undefined) {
    const policies = [
      ...sql.exec<PolicyRow>(
        'SELECT tenant, policy FROM policies WHERE tenant > ? ORDER BY tenant LIMIT ?',
        tenant ?? '',
        SCANNED_ROWS,
      ),
    ];
    const last = policies.length < SCANNED_ROWS ? undefined : policies.at(-1);
    return {
      position,
      entries: policies.filter((row) => shardOf(row.tenant) === shard).map(policyEntry),
      next: JSON.stringify(last === undefined ? [position, '', '', ''] : [position, last.tenant]),
    };
  }
  const rows = [
    ...sql.exec<RevocationRow>(
      `SELECT kind, tenant, id, not_before, expires, reason, by FROM revocations
       WHERE expires > ? AND (tenant, kind, id) > (?, ?, ?) ORDER BY tenant, kind, id LIMIT ?`,
      nowMs / 1000,
      tenant,
      kind,
      id,
      SCANNED_ROWS,
    ),
  ];
  const last = rows.length < SCANNED_ROWS ? undefined : rows.at(-1);
  return {
    position,
    entries: rows.filter((row) => row.kind === 'everyone' || shardOf(row.tenant) === shard).map(revocationEntry),
    next: last === undefined ? null : JSON.stringify([position, last.tenant, last.kind, last.id]),
  };
}

/** Forgets changes that are old; the floor of their shards tells that they were there. */
export function trimFeed(sql: SqlStorage, nowMs: number): void {
  const before = nowMs - FEED_LIFETIME_MS;
  sql.exec(
    `UPDATE shards SET floor = max(floor, coalesce(
       (SELECT max(version) FROM feed WHERE feed.shard = shards.shard AND feed.at < ?), 0))`,
    before,
  );
  sql.exec('DELETE FROM feed WHERE at < ?', before);
}

function policyEntry({ tenant, policy }: PolicyRow): StoreEntry {
  return { kind: 'policy', tenant, policy: JSON.parse(policy) as TenantPolicy };
}

function revocationEntry(row: RevocationRow): StoreEntry {
  const { scope, notBefore, expires } = revocationOf(row);
  return { kind: 'revocation', scope, notBefore, expires };
}

/** `null`: everyone. */
function tenantOf(entry: StoreEntry): string | null {
  if (entry.kind === 'policy') return entry.tenant;
  return entry.scope.kind === 'everyone' ? null : entry.scope.tenant;
}

function shardRow(sql: SqlStorage, shard: number): Pick<ShardRow, 'version' | 'floor'> {
  const [row] = sql.exec<ShardRow>('SELECT version, floor FROM shards WHERE shard = ?', shard);
  return row ?? { version: 0, floor: 0 };
}

function epochOf(sql: SqlStorage): string {
  return sql.exec<{ value: string }>("SELECT value FROM settings WHERE name = 'epoch'").one().value;
}
