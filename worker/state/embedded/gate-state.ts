import { DurableObject } from 'cloudflare:workers';
import type { TenantPolicy } from '@portcullis/rules/engine';
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
import type { FeedAnswer, FeedPosition, SnapshotPage, StoreClaim } from '../store.ts';
import { decodeQuestion, encodeAnswer, shardClaim } from './admit-text.ts';
import { keepEntries, keepPolicy, keepRevocation } from './change-state.ts';
import { readFeed, snapshotPage } from './feed.ts';
import { judge } from './judge.ts';
import { keptPage, readKept, writeKept } from './kept.ts';
import { exportPage, policyPage } from './pages.ts';
import { policyOf } from './policy-row.ts';
import { countReports, readReports } from './reports.ts';
import { listRevocations } from './revocations.ts';
import type { ShardState } from './shard-state.ts';
import { sweepStep } from './sweep.ts';
import { Tables } from './tables/index.ts';

const SWEEP_INTERVAL_MS = 10 * 60 * 1000;
/** Between steps of a sweep that has more to do. */
const SWEEP_PAUSE_MS = 50;

/**
 * One shard of the embedded state: a Durable Object with SQLite storage. Its methods run one at a time and its writes are
 * on disk before an answer leaves it, so a limit cannot be passed by racing and a revocation that was acknowledged holds.
 */
export class GateState extends DurableObject implements ShardState {
  readonly #tables: Tables;

  constructor(ctx: DurableObjectState, env: unknown) {
    super(ctx, env as never);
    this.#tables = new Tables(ctx.storage);
    ctx.blockConcurrencyWhile(async () => {
      if ((await ctx.storage.getAlarm()) === null) await ctx.storage.setAlarm(Date.now() + SWEEP_INTERVAL_MS);
    });
  }

  async admit(question: string): Promise<string> {
    return encodeAnswer(judge(this.#tables, decodeQuestion(question), Date.now()));
  }

  async release(limits: readonly StoreClaim[], countedAtMs: number): Promise<void> {
    this.#tables.write((sql) => this.#tables.limits.releaseAll(sql, limits.map(shardClaim), countedAtMs));
  }

  async revoke(revocation: Revocation): Promise<void> {
    this.#tables.write((sql) => keepRevocation(this.#tables, sql, revocation, Date.now()));
  }

  async revocations(tenant: string | null): Promise<readonly Revocation[]> {
    return listRevocations(this.#tables.sql, tenant, Date.now());
  }

  async tenantPolicy(tenant: string): Promise<TenantPolicy | null> {
    const text = this.#tables.policies.textOf(tenant);
    return text === null ? null : policyOf({ tenant, policy: text }).policy;
  }

  async setTenantPolicy(tenant: string, policy: TenantPolicy | null): Promise<void> {
    this.#tables.write((sql) => keepPolicy(this.#tables, sql, tenant, policy, Date.now()));
  }

  async feed(since: FeedPosition | null): Promise<FeedAnswer> {
    return readFeed(this.#tables.sql, since);
  }

  async snapshot(cursor: string | null): Promise<SnapshotPage> {
    return snapshotPage(this.#tables.sql, cursor, Date.now());
  }

  async tenantPolicies(cursor: string | null): Promise<Page<TenantPolicyEntry>> {
    return policyPage(this.#tables.sql, cursor);
  }

  async exportState(cursor: string | null): Promise<Page<StateEntry>> {
    return exportPage(this.#tables.sql, cursor, Date.now());
  }

  async importState(entries: readonly StateEntry[]): Promise<void> {
    this.#tables.write((sql) => keepEntries(this.#tables, sql, entries, Date.now()));
  }

  async readKept(home: string, keys: readonly string[]): Promise<readonly (Kept | null)[]> {
    const nowMs = Date.now();
    return keys.map((key) => readKept(this.#tables.sql, home, key, nowMs));
  }

  async writeKept(home: string, changes: readonly KeptChange[]): Promise<boolean> {
    return this.#tables.write((sql) => writeKept(sql, home, changes, Date.now()));
  }

  async listKept(home: string, prefix: string, cursor: string | null): Promise<Page<Kept>> {
    return keptPage(this.#tables.sql, home, prefix, cursor, Date.now());
  }

  async countReports(day: number, counts: readonly RouteCounts[]): Promise<void> {
    this.#tables.write((sql) => countReports(sql, day, counts));
  }

  async reports(today: number, routes: readonly string[]): Promise<readonly RouteCounts<ReportedKind>[]> {
    return routes.flatMap((route) => readReports(this.#tables.sql, today, route) ?? []);
  }

  override async alarm(): Promise<void> {
    const nowMs = Date.now();
    const hasMore = this.#tables.write((sql) => sweepStep(this.#tables, sql, nowMs));
    // Between two steps others are answered.
    await this.ctx.storage.setAlarm(nowMs + (hasMore ? SWEEP_PAUSE_MS : SWEEP_INTERVAL_MS));
  }
}
