import { DurableObject } from 'cloudflare:workers';
import type { TenantPolicy } from '@portcullis/rules/engine';
import { RECORD_LIFETIME_MS } from '../lifetimes.ts';
import type {
  Kept,
  KeptChange,
  Page,
  ReportedKind,
  Revocation,
  RouteCounts,
  StateEntry,
  TenantPolicyEntry,
} from '../port.ts';
import type { FeedAnswer, FeedPosition, SnapshotPage, StoreAnswer, StoreClaim, StoreQuestion } from '../store.ts';
import { appendChange, ensureEpoch, positionOf, readFeed, snapshotPage } from './feed.ts';
import { keptPage, readKept, writeKept } from './kept.ts';
import { countAll, releaseAll } from './limits.ts';
import { exportPage, policyPage } from './pages.ts';
import { type PolicyRow, policyOf } from './policy-row.ts';
import { renewSession } from './renewal.ts';
import { countReports, readReports } from './reports.ts';
import { listRevocations, mergeRevocation, revokedBy } from './revocations.ts';
import { SCHEMA } from './schema.ts';
import type { ShardState } from './shard-state.ts';
import { sweepStep } from './sweep.ts';

const SWEEP_INTERVAL_MS = 10 * 60 * 1000;
/** Between steps of a sweep that has more to do. */
const SWEEP_PAUSE_MS = 50;

/**
 * One shard of the embedded state: a Durable Object with SQLite storage. Its methods run one at a time and its writes are
 * on disk before an answer leaves it, so a limit cannot be passed by racing and a revocation that was acknowledged holds.
 */
export class GateState extends DurableObject implements ShardState {
  readonly #sql: SqlStorage;

  constructor(ctx: DurableObjectState, env: unknown) {
    super(ctx, env as never);
    this.#sql = ctx.storage.sql;
    this.#sql.exec(SCHEMA);
    ensureEpoch(this.#sql);
    ctx.blockConcurrencyWhile(async () => {
      if ((await ctx.storage.getAlarm()) === null) await ctx.storage.setAlarm(Date.now() + SWEEP_INTERVAL_MS);
    });
  }

  async admit({ tenant, subject, limits, record, renewal = null }: StoreQuestion): Promise<StoreAnswer> {
    const nowMs = Date.now();
    return this.ctx.storage.transactionSync(() => {
      const statuses = countAll(this.#sql, limits, nowMs);
      if (record !== null) {
        this.#sql.exec(
          'INSERT INTO records (at, expires, tenant, event) VALUES (?, ?, ?, ?)',
          nowMs,
          nowMs + RECORD_LIFETIME_MS,
          tenant,
          record,
        );
      }
      return {
        limits: statuses,
        renewal: renewal === null ? null : renewSession(this.#sql, renewal, nowMs),
        revokedBy: subject === null ? null : revokedBy(this.#sql, subject, nowMs),
        tenantPolicy: tenant === null ? null : this.#policy(tenant),
        countedAtMs: nowMs,
        position: tenant === null ? null : positionOf(this.#sql),
      };
    });
  }

  async release(limits: readonly StoreClaim[], countedAtMs: number): Promise<void> {
    this.ctx.storage.transactionSync(() => releaseAll(this.#sql, limits, countedAtMs));
  }

  async revoke(revocation: Revocation): Promise<void> {
    this.ctx.storage.transactionSync(() => this.#revoke(revocation));
  }

  async revocations(tenant: string | null): Promise<readonly Revocation[]> {
    return listRevocations(this.#sql, tenant, Date.now());
  }

  async tenantPolicy(tenant: string): Promise<TenantPolicy | null> {
    return this.#policy(tenant);
  }

  async setTenantPolicy(tenant: string, policy: TenantPolicy | null): Promise<void> {
    this.ctx.storage.transactionSync(() => this.#setPolicy(tenant, policy));
  }

  async feed(since: FeedPosition | null): Promise<FeedAnswer> {
    return readFeed(this.#sql, since);
  }

  async snapshot(cursor: string | null): Promise<SnapshotPage> {
    return snapshotPage(this.#sql, cursor, Date.now());
  }

  async tenantPolicies(cursor: string | null): Promise<Page<TenantPolicyEntry>> {
    return policyPage(this.#sql, cursor);
  }

  async exportState(cursor: string | null): Promise<Page<StateEntry>> {
    return exportPage(this.#sql, cursor, Date.now());
  }

  async importState(entries: readonly StateEntry[]): Promise<void> {
    this.ctx.storage.transactionSync(() => {
      for (const entry of entries) {
        if (entry.kind === 'revocation') this.#revoke(entry);
        else if (entry.kind === 'kept') writeKept(this.#sql, entry.home, [entry], Date.now());
        else this.#setPolicy(entry.tenant, entry.policy);
      }
    });
  }

  async readKept(home: string, keys: readonly string[]): Promise<readonly (Kept | null)[]> {
    const nowMs = Date.now();
    return keys.map((key) => readKept(this.#sql, home, key, nowMs));
  }

  async writeKept(home: string, changes: readonly KeptChange[]): Promise<boolean> {
    return this.ctx.storage.transactionSync(() => writeKept(this.#sql, home, changes, Date.now()));
  }

  async listKept(home: string, prefix: string, cursor: string | null): Promise<Page<Kept>> {
    return keptPage(this.#sql, home, prefix, cursor, Date.now());
  }

  async countReports(day: number, counts: readonly RouteCounts[]): Promise<void> {
    this.ctx.storage.transactionSync(() => countReports(this.#sql, day, counts));
  }

  async reports(today: number, routes: readonly string[]): Promise<readonly RouteCounts<ReportedKind>[]> {
    return routes.flatMap((route) => readReports(this.#sql, today, route) ?? []);
  }

  override async alarm(): Promise<void> {
    const nowMs = Date.now();
    const hasMore = this.ctx.storage.transactionSync(() => sweepStep(this.#sql, nowMs));
    // Between two steps others are answered.
    await this.ctx.storage.setAlarm(nowMs + (hasMore ? SWEEP_PAUSE_MS : SWEEP_INTERVAL_MS));
  }

  #revoke(revocation: Revocation): void {
    const nowMs = Date.now();
    const { scope } = revocation;
    const held = mergeRevocation(this.#sql, revocation, nowMs);
    appendChange(this.#sql, { kind: 'revocation', scope, ...held }, nowMs);
  }

  #setPolicy(tenant: string, policy: TenantPolicy | null): void {
    if (policy === null) this.#sql.exec('DELETE FROM policies WHERE tenant = ?', tenant);
    else
      this.#sql.exec('INSERT OR REPLACE INTO policies (tenant, policy) VALUES (?, ?)', tenant, JSON.stringify(policy));
    appendChange(this.#sql, { kind: 'policy', tenant, policy }, Date.now());
  }

  #policy(tenant: string): TenantPolicy | null {
    const [row] = this.#sql.exec<PolicyRow>('SELECT tenant, policy FROM policies WHERE tenant = ?', tenant);
    return row === undefined ? null : policyOf(row).policy;
  }
}
