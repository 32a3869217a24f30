import type { ShardClaim, ShardStatus } from '../admit-text.ts';
import type { ReadSql, WriteSql } from '../sql.ts';
import { ensureEpoch, HeldFeed } from './held-feed.ts';
import { HeldLimits } from './held-limits.ts';
import { HeldPolicies } from './held-policies.ts';
import { HeldRevocations } from './held-revocations.ts';
import { SCHEMA } from './schema.ts';

/** What is held in memory at most, of one shard: some megabytes. What is not held, SQL answers. */
export interface Bounds {
  readonly limits: number;
  readonly policies: number;
  readonly revocations: number;
}

const BOUNDS: Bounds = { limits: 256, policies: 512, revocations: 5000 };

/**
 * The tables of one shard. Its object is the only writer of them, so it may answer from memory: what is held is filled on first
 * need, written through after each write and before the answer to it, and gone with the object.
 */
export class Tables {
  /** For what is not held. */
  readonly sql: ReadSql;
  readonly limits: HeldLimits;
  readonly revocations: HeldRevocations;
  readonly policies: HeldPolicies;
  readonly feed: HeldFeed;
  readonly #storage: Pick<DurableObjectStorage, 'sql' | 'transactionSync'>;

  constructor(storage: Pick<DurableObjectStorage, 'sql' | 'transactionSync'>, bounds: Bounds = BOUNDS) {
    this.#storage = storage;
    this.sql = storage.sql;
    this.limits = new HeldLimits(this.sql, bounds.limits);
    this.revocations = new HeldRevocations(this.sql, bounds.revocations);
    this.policies = new HeldPolicies(this.sql, bounds.policies);
    this.feed = new HeldFeed(this.sql);
    storage.sql.exec(SCHEMA);
    ensureEpoch(this.#writable());
  }

  /** Writes all or nothing, and with it what was counted before. */
  write<T>(change: (sql: WriteSql) => T): T {
    return this.#inStep(() => {
      const result = this.#storage.transactionSync(() => {
        this.limits.writePending(this.#writable());
        return change(this.#writable());
      });
      this.limits.pendingWritten();
      return result;
    });
  }

  /** Counts in memory: {@link writeCounted} must be called before the answer goes out. */
  count(claims: readonly ShardClaim[], nowMs: number): ShardStatus[] {
    return this.#inStep(() => this.limits.countLater(claims, nowMs));
  }

  writeCounted(): void {
    this.write(() => undefined);
  }

  /** Where a write throws, what is held may be ahead of what is kept: all of it is forgotten. */
  #inStep<T>(write: () => T): T {
    try {
      return write();
    } catch (error) {
      for (const table of [this.limits, this.revocations, this.policies, this.feed]) table.forget();
      throw error;
    }
  }

  #writable(): WriteSql {
    return this.#storage.sql as WriteSql;
  }
}
