import { DurableObject } from 'cloudflare:workers';
import type { LimitClaim, LimitStatus, TenantPolicy } from '@portcullis/rules/engine';
import { counted, current, emptyAtMs, released, standing, type Window } from './limit-window.ts';
import type { AdmitAnswer, AdmitQuestion, Revocation, RevocationScope, StatePort } from './port.ts';
import { SCHEMA } from './schema.ts';

const SWEEP_INTERVAL_MS = 10 * 60 * 1000;
/** How long records of routes with `audit: required` are kept. */
const RECORD_LIFETIME_MS = 90 * 24 * 60 * 60 * 1000;

/**
 * The embedded state: one Durable Object with SQLite storage. Its methods run one at a time and its writes are on disk
 * before an answer leaves it, so a limit cannot be passed by racing and a revocation that was acknowledged holds.
 */
export class GateState extends DurableObject implements StatePort {
  readonly #sql: SqlStorage;

  constructor(ctx: DurableObjectState, env: unknown) {
    super(ctx, env as never);
    this.#sql = ctx.storage.sql;
    this.#sql.exec(SCHEMA);
    ctx.blockConcurrencyWhile(async () => {
      if ((await ctx.storage.getAlarm()) === null) await ctx.storage.setAlarm(Date.now() + SWEEP_INTERVAL_MS);
    });
  }

  async admit(question: AdmitQuestion): Promise<AdmitAnswer> {
    const nowMs = Date.now();
    return this.ctx.storage.transactionSync(() => {
      const limits = this.#countAll(question.limits, nowMs);
      const revokedBy = question.subject === null ? null : this.#revokedBy(question.subject);
      if (question.record !== null) {
        this.#sql.exec(
          'INSERT INTO records (at, expires, tenant, event) VALUES (?, ?, ?, ?)',
          nowMs,
          nowMs + RECORD_LIFETIME_MS,
          question.tenant,
          question.record,
        );
      }
      const tenantPolicy = question.tenant === null ? null : this.#policy(question.tenant);
      return { limits, revokedBy, tenantPolicy, countedAtMs: nowMs };
    });
  }

  async release(limits: readonly LimitClaim[], countedAtMs: number): Promise<void> {
    this.ctx.storage.transactionSync(() => {
      for (const claim of limits) this.#write(claim, released(this.#read(claim, countedAtMs), claim, countedAtMs));
    });
  }

  async revoke({ scope, notBefore, expires, reason, by }: Revocation): Promise<void> {
    const [tenant, id] = keyOf(scope);
    this.#sql.exec(
      `INSERT INTO revocations (kind, tenant, id, not_before, expires, reason, by) VALUES (?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (tenant, kind, id) DO UPDATE SET not_before = max(not_before, excluded.not_before),
       expires = max(expires, excluded.expires), reason = excluded.reason, by = excluded.by`,
      scope.kind,
      tenant,
      id,
      notBefore,
      expires,
      reason,
      by,
    );
  }

  async revocations(tenant: string | null): Promise<readonly Revocation[]> {
    const rows = this.#sql.exec<RevocationRow>(
      `SELECT kind, tenant, id, not_before, expires, reason, by FROM revocations
       WHERE expires > ? AND (? IS NULL OR tenant = ? OR kind = 'everyone') ORDER BY not_before DESC LIMIT 1000`,
      Date.now() / 1000,
      tenant,
      tenant,
    );
    return [...rows].map((row) => ({
      scope: scopeOf(row),
      notBefore: row.not_before,
      expires: row.expires,
      reason: row.reason,
      by: row.by,
    }));
  }

  async tenantPolicy(tenant: string): Promise<TenantPolicy | null> {
    return this.#policy(tenant);
  }

  async setTenantPolicy(tenant: string, policy: TenantPolicy | null): Promise<void> {
    if (policy === null) this.#sql.exec('DELETE FROM policies WHERE tenant = ?', tenant);
    else
      this.#sql.exec('INSERT OR REPLACE INTO policies (tenant, policy) VALUES (?, ?)', tenant, JSON.stringify(policy));
  }

  override async alarm(): Promise<void> {
    const nowMs = Date.now();
    this.#sql.exec('DELETE FROM limits WHERE expires < ?', nowMs);
    this.#sql.exec('DELETE FROM records WHERE expires < ?', nowMs);
    this.#sql.exec('DELETE FROM revocations WHERE expires < ?', nowMs / 1000);
    await this.ctx.storage.setAlarm(nowMs + SWEEP_INTERVAL_MS);
  }

  /** Counts the request against all limits, or against none where one of them refuses. */
  #countAll(claims: readonly LimitClaim[], nowMs: number): LimitStatus[] {
    const windows = claims.map((claim) => this.#read(claim, nowMs));
    const statuses = claims.map((claim, index) => ({ id: claim.id, ...standing(windows[index] ?? [], claim, nowMs) }));
    if (statuses.every((status) => status.admitted)) {
      for (const [index, claim] of claims.entries()) this.#write(claim, counted(windows[index] ?? [], claim, nowMs));
    }
    return statuses;
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

  /** A session id names one session, so it is revoked whenever its cookie says that it was issued: clocks may run ahead. */
  #revokedBy({
    tenant,
    user,
    session,
    issuedAtSeconds,
  }: NonNullable<AdmitQuestion['subject']>): AdmitAnswer['revokedBy'] {
    const [row] = this.#sql.exec<{ kind: RevocationScope['kind'] }>(
      `SELECT kind FROM revocations WHERE (kind = 'session' AND tenant = ? AND id = ?)
       OR (not_before >= ? AND ((kind = 'user' AND tenant = ? AND id = ?) OR (kind = 'tenant' AND tenant = ? AND id = '')
       OR (kind = 'everyone' AND tenant = '' AND id = ''))) LIMIT 1`,
      tenant,
      session,
      issuedAtSeconds,
      tenant,
      user,
      tenant,
    );
    return row?.kind ?? null;
  }

  #policy(tenant: string): TenantPolicy | null {
    const [row] = this.#sql.exec<{ policy: string }>('SELECT policy FROM policies WHERE tenant = ?', tenant);
    return row === undefined ? null : (JSON.parse(row.policy) as TenantPolicy);
  }
}

interface RevocationRow extends Record<string, SqlStorageValue> {
  kind: RevocationScope['kind'];
  tenant: string;
  id: string;
  not_before: number;
  expires: number;
  reason: string;
  by: string;
}

function keyOf(scope: RevocationScope): readonly [tenant: string, id: string] {
  switch (scope.kind) {
    case 'session':
    case 'user':
      return [scope.tenant, scope.id];
    case 'tenant':
      return [scope.tenant, ''];
    case 'everyone':
      return ['', ''];
  }
}

function scopeOf({ kind, tenant, id }: RevocationRow): RevocationScope {
  switch (kind) {
    case 'session':
    case 'user':
      return { kind, tenant, id };
    case 'tenant':
      return { kind, tenant };
    case 'everyone':
      return { kind };
  }
}
