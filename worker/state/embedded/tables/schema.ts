/** Tables of one shard. Tenant first in every key, so that no tenant's entry can be another's. */
export const SCHEMA = `
  CREATE TABLE IF NOT EXISTS limits (
    key TEXT PRIMARY KEY, window TEXT NOT NULL, expires INTEGER NOT NULL
  ) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS revocations (
    kind TEXT NOT NULL, tenant TEXT NOT NULL, id TEXT NOT NULL,
    not_before REAL NOT NULL, expires REAL NOT NULL, reason TEXT NOT NULL, by TEXT NOT NULL,
    PRIMARY KEY (tenant, kind, id)
  ) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS policies (tenant TEXT PRIMARY KEY, policy TEXT NOT NULL) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS records (
    id INTEGER PRIMARY KEY, at INTEGER NOT NULL, expires INTEGER NOT NULL, tenant TEXT, event TEXT NOT NULL
  );
  CREATE TABLE IF NOT EXISTS position (
    id INTEGER PRIMARY KEY CHECK (id = 1), epoch TEXT NOT NULL, version INTEGER NOT NULL, floor INTEGER NOT NULL
  );
  CREATE TABLE IF NOT EXISTS feed (
    version INTEGER PRIMARY KEY, at INTEGER NOT NULL, change TEXT NOT NULL
  );
  CREATE TABLE IF NOT EXISTS kept (
    home TEXT NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL, version INTEGER NOT NULL, expires REAL,
    backup INTEGER NOT NULL, PRIMARY KEY (home, key)
  ) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS kept_version (id INTEGER PRIMARY KEY CHECK (id = 1), version INTEGER NOT NULL);
  CREATE INDEX IF NOT EXISTS kept_by_end ON kept (expires) WHERE expires IS NOT NULL;
  CREATE INDEX IF NOT EXISTS kept_in_backup ON kept (home, key) WHERE backup = 1;
  CREATE TABLE IF NOT EXISTS reports (
    route TEXT NOT NULL, day INTEGER NOT NULL, kind TEXT NOT NULL, count INTEGER NOT NULL, document TEXT NOT NULL,
    PRIMARY KEY (route, day, kind)
  ) WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS reports_by_day ON reports (day);
  CREATE INDEX IF NOT EXISTS limits_by_end ON limits (expires);
  CREATE INDEX IF NOT EXISTS records_by_end ON records (expires);
  CREATE INDEX IF NOT EXISTS revocations_by_end ON revocations (expires);
  CREATE INDEX IF NOT EXISTS revocations_by_time ON revocations (not_before);
  CREATE INDEX IF NOT EXISTS revocations_of_tenant ON revocations (tenant, not_before);
  CREATE INDEX IF NOT EXISTS feed_by_time ON feed (at);
`;
