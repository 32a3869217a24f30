import { DurableObject } from 'cloudflare:workers';
import type { LimitClaim, TenantPolicy } from '@portcullis/rules/engine';
import { appendChange, ensureEpoch, positionOf, readFeed, snapshotPage, trimFeed } from './embedded-feed.ts';
import { counted, current, emptyAtMs, grantOf, released, standing, type Window } from './limit-window.ts';
import { policyPage, statePage } from './pages.ts';
import type {
  AdmitAnswer,
  AdmitQuestion,
  Page,
  Revocation,
  RevocationScope,
  StateEntry,
  TenantPolicyEntry,
} from './port.ts';
import { REVOCATION_COLUMNS, type RevocationRow, revocationKey, revocationOf } from './revocation-row.ts';
import { SCHEMA } from './schema.ts';
import { shardOf } from './shard.ts';
import type {
  FeedAnswer,
  FeedPosition,
  SnapshotPage,
  StateStore,
  StoreAnswer,
  StoreClaim,
  StoreQuestion,
  StoreStatus,
} from './store.ts';

const SWEEP_INTERVAL_MS = 10 * 60 * 1000;
/** How long records of routes with `audit: required` are kept. */
const RECORD_LIFETIME_MS = 90 * 24 * 60 * 60 * 1000;

/**
 * The embedded state: one Durable Object with SQLite storage. Its methods run one at a time and its writes are on disk
 * before an answer leaves it, so a limit cannot be passed by racing and a revocation that was acknowledged holds.
 */
export class GateState extends DurableObject implements StateStore {
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

  async admit(question: StoreQuestion): Promise<StoreAnswer> {
    const nowMs = Date.now();
    return this.ctx.storage.transactionSync(() => {
      const limits = this.#countAll(question.limits, nowMs);
      const revokedBy = question.subject === null ? null : this.#revokedBy(question.subject, nowMs);
      if (question.record !== null) {
        this.#sql.exec(
          'INSERT INTO records (at, expires, tenant, event) VALUES (?, ?, ?, ?)',
          nowMs,
          nowMs + RECORD_LIFETIME_MS,
          question.tenant,
          question.record,
        );
      }
      const { tenant } = question;
      const tenantPolicy = tenant === null ? null : this.#policy(tenant);
      const position = tenant === null ? null : positionOf(this.#sql, shardOf(tenant));
      return { limits, revokedBy, tenantPolicy, countedAtMs: nowMs, position };
    });
  }

  async release(limits: readonly StoreClaim[], countedAtMs: number): Promise<void> {
    this.ctx.storage.transactionSync(() => {
      for (const claim of limits)
        this.#write(claim, released(this.#read(claim, countedAtMs), claim, countedAtMs, claim.cost));
    });
  }

  async revoke(revocation: Revocation): Promise<FeedPosition> {
    return this.ctx.storage.transactionSync(() => this.#revoke(revocation));
  }

  async revocations(tenant: string | null): Promise<readonly Revocation[]> {
    const rows = this.#sql.exec<RevocationRow>(
      `SELECT ${REVOCATION_COLUMNS} FROM revocations
       WHERE expires > ? AND (? IS NULL OR tenant = ? OR kind = 'everyone') ORDER BY not_before DESC LIMIT 1000`,
      Date.now() / 1000,
      tenant,
      tenant,
    );
    return [...rows].map(revocationOf);
  }

  async tenantPolicy(tenant: string): Promise<TenantPolicy | null> {
    return this.#policy(tenant);
  }

  async setTenantPolicy(tenant: string, policy: TenantPolicy | null): Promise<FeedPosition> {
    return this.ctx.storage.transactionSync(() => this.#setPolicy(tenant, policy));
  }

  async feed(shard: number, since: FeedPosition | null): Promise<FeedAnswer> {
    return readFeed(this.#sql, shard, since);
  }

  async snapshot(shard: number, cursor: string | null): Promise<SnapshotPage> {
    return snapshotPage(this.#sql, shard, cursor, Date.now());
  }

  async tenantPolicies(cursor: string | null): Promise<Page<TenantPolicyEntry>> {
    return policyPage(this.#sql, cursor);
  }

  async exportState(cursor: string | null): Promise<Page<StateEntry>> {
    return statePage(this.#sql, cursor);
  }

  async importState(entries: readonly StateEntry[]): Promise<void> {
    this.ctx.storage.transactionSync(() => {
      for (const entry of entries) {
        if (entry.kind === 'revocation') this.#revoke(entry);
        else this.#setPolicy(entry.tenant, entry.policy);
      }
    });
  }

  override async alarm(): Promise<void> {
    const nowMs = Date.now();
    this.#sql.exec('DELETE FROM limits WHERE expires < ?', nowMs);
    this.#sql.exec('DELETE FROM records WHERE expires < ?', nowMs);
    this.#sql.exec('DELETE FROM revocations WHERE expires < ?', nowMs / 1000);
    trimFeed(this.#sql, nowMs);
    await this.ctx.storage.setAlarm(nowMs + SWEEP_INTERVAL_MS);
  }

  /** Counts the request against all limits, or against none where one of them refuses. */
  #countAll(claims: readonly StoreClaim[], nowMs: number): StoreStatus[] {
    const asked = claims.map((claim) => {
      const window = this.#read(claim, nowMs);
      return {
        claim,
        window,
        grant: grantOf(window, claim, claim.cost ?? 1),
        status: standing(window, claim, nowMs, claim.cost),
      };
    });
    const admitted = asked.every(({ status }) => status.admitted);
    if (admitted)
      for (const { claim, window, grant } of asked) this.#write(claim, counted(window, claim, nowMs, grant));
    return asked.map(({ claim, grant, status }) => ({ id: claim.id, ...status, granted: admitted ? grant : 0 }));
  }

  #read(claim: LimitClaim, nowMs: number): Window {
    const [row] = this.#sql.exec<{ window: string }>('SELECT window FROM limits WHERE key = ?', claim.key);
    return row === undefined ? [] : current(JSON.parse(row.window) as Window, claim, nowMs);
  }

  #write(claim: LimitClaim, window: Window): void {
    this.#sql.exec(
      'INSERT OR REPLACE INTO limits (key, window, expires) VALUES (?, ?, ?)',
      claim.key,
      JSON.stringify(window),
      emptyAtMs(window, claim),
    );
  }

  /** What holds of a scope from now on: the later times of what was known and what is new. */
  #merge(
    { scope, notBefore, expires, reason, by }: Revocation,
    nowMs: number,
  ): Pick<Revocation, 'notBefore' | 'expires'> {
    const [tenant, id] = revocationKey(scope);
    const key = [tenant, scope.kind, id];
    this.#sql.exec(
      'DELETE FROM revocations WHERE tenant = ? AND kind = ? AND id = ? AND expires <= ?',
      ...key,
      nowMs / 1000,
    );
    const { not_before, expires: until } = this.#sql
      .exec<{ not_before: number; expires: number }>(
        `INSERT INTO revocations (tenant, kind, id, not_before, expires, reason, by) VALUES (?, ?, ?, ?, ?, ?, ?)
         ON CONFLICT (tenant, kind, id) DO UPDATE SET not_before = max(not_before, excluded.not_before),
         expires = max(expires, excluded.expires),
         reason = iif(excluded.not_before >= not_before, excluded.reason, reason),
         by = iif(excluded.not_before >= not_before, excluded.by, by) RETURNING not_before, expires`,
        ...key,
        notBefore,
        expires,
        reason,
        by,
      )
      .one();
    return { notBefore: not_before, expires: until };
  }

  /** A session id names one session, so it is revoked whenever its cookie says that it was issued: clocks may run ahead. */
  #revokedBy(
    { tenant, user, session, issuedAtSeconds }: NonNullable<AdmitQuestion['subject']>,
    nowMs: number,
  ): AdmitAnswer['revokedBy'] {
    const [row] = this.#sql.exec<{ kind: RevocationScope['kind'] }>(
      `SELECT kind FROM revocations WHERE expires > ? AND ((kind = 'session' AND tenant = ? AND id = ?)
       OR (not_before >= ? AND ((kind = 'user' AND tenant = ? AND id = ?) OR (kind = 'tenant' AND tenant = ? AND id = '')
       OR (kind = 'everyone' AND tenant = '' AND id = ''))))
       ORDER BY CASE kind WHEN 'session' THEN 1 WHEN 'user' THEN 2 WHEN 'tenant' THEN 3 ELSE 4 END LIMIT 1`,
      nowMs / 1000,
      tenant,
      session,
      issuedAtSeconds,
      tenant,
      user,
      tenant,
    );
    return row?.kind ?? null;
  }

  #revoke(revocation: Revocation): FeedPosition {
    const nowMs = Date.now();
    const { scope } = revocation;
    return appendChange(this.#sql, { kind: 'revocation', scope, ...this.#merge(revocation, nowMs) }, nowMs);
  }

  #setPolicy(tenant: string, policy: TenantPolicy | null): FeedPosition {
    if (policy === null) this.#sql.exec('DELETE FROM policies WHERE tenant = ?', tenant);
    else
      this.#sql.exec('INSERT OR REPLACE INTO policies (tenant, policy) VALUES (?, ?)', tenant, JSON.stringify(policy));
    return appendChange(this.#sql, { kind: 'policy', tenant, policy }, Date.now());
  }

  #policy(tenant: string): TenantPolicy | null {
    const [row] = this.#sql.exec<{ policy: string }>('SELECT policy FROM policies WHERE tenant = ?', tenant);
    return row === undefined ? null : (JSON.parse(row.policy) as TenantPolicy);
  }
}
