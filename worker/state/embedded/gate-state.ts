import { DurableObject } from 'cloudflare:workers';
import type { TenantPolicy } from '@portcullis/rules/engine';
import { errorText } from '../../core/failures/index.ts';
import { DEFAULT_DEADLINE_MS, SharedRuns, withDeadline } from '../../core/time/index.ts';
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
import type { FeedPosition, SnapshotPage, StoreClaim } from '../store.ts';
import { decodeQuestion, encodeAnswer, shardClaim } from './admit-text.ts';
import { Announcer } from './announcer.ts';
import { BOARD_NAME, Board, type BoardStand, type BoardState } from './board.ts';
import { keepEntries, keepPolicy, keepRevocation } from './change-state.ts';
import { readFeed, snapshotPage } from './feed.ts';
import { judge } from './judge.ts';
import { keptPage, readKept, writeKept } from './kept.ts';
import { exportPage, policyPage } from './pages.ts';
import { policyOf } from './policy-row.ts';
import { countReports, readReports } from './reports.ts';
import { listRevocations } from './revocations.ts';
import type { ShardFeed, ShardState } from './shard-state.ts';
import type { WriteSql } from './sql.ts';
import { sweepStep } from './sweep.ts';
import { Tables } from './tables/index.ts';

const SWEEP_INTERVAL_MS = 10 * 60 * 1000;
/** Between steps of a sweep that has more to do. */
const SWEEP_PAUSE_MS = 50;
/** Until a change that the board has not taken is announced again. */
const ANNOUNCE_AGAIN_MS = 1000;

/** Of the object's environment, what it uses. */
interface ObjectEnv {
  readonly STATE?: DurableObjectNamespace;
}

/**
 * One shard of the embedded state: a Durable Object with SQLite storage. Its methods run one at a time and its writes are
 * on disk before an answer leaves it, so a limit cannot be passed by racing and a revocation that was acknowledged holds.
 * One more object of the same class is the board, which only answers `board` and `announce`: its tables stay empty.
 */
export class GateState extends DurableObject implements ShardState, BoardState {
  readonly #tables: Tables;
  readonly #board = new Board();
  readonly #announcer: Announcer;
  /** Over once what the object before this one wrote last is on the board, or the board has not answered. */
  readonly #started: Promise<void>;
  /** What is counted while one commit is on its way to the disk goes into the next, all together. */
  readonly #commits: SharedRuns;

  constructor(ctx: DurableObjectState, env: unknown) {
    super(ctx, env as never);
    this.#tables = new Tables(ctx.storage);
    this.#commits = new SharedRuns(async () => {
      this.#tables.writeCounted();
      await ctx.storage.sync();
    });
    this.#announcer = new Announcer(() => announceTo(env as ObjectEnv, ctx.id));
    if (isBoard(env as ObjectEnv, ctx.id)) {
      this.#started = Promise.resolve();
      return;
    }
    ctx.blockConcurrencyWhile(async () => {
      if ((await ctx.storage.getAlarm()) === null) await ctx.storage.setAlarm(Date.now() + SWEEP_INTERVAL_MS);
    });
    const announced = this.#announcer.announce().catch(() => this.#announceLater());
    this.#started = withDeadline(announced, DEFAULT_DEADLINE_MS).catch(() => undefined);
  }

  async board(objects: readonly string[]): Promise<BoardStand> {
    return this.#board.stand(objects, Date.now());
  }

  async announce(object: string): Promise<void> {
    this.#board.announce(object);
  }

  async admit(question: string): Promise<string> {
    const { limits } = this.#tables;
    const { counted, lost } = limits;
    const answer = encodeAnswer(judge(this.#tables, decodeQuestion(question), Date.now()));
    if (limits.counted === counted) return answer;
    await this.#commits.join();
    // Another write has failed meanwhile, and with it what was counted and not written.
    if (limits.lost !== lost) throw new Error('what was counted is lost');
    return answer;
  }

  async release(limits: readonly StoreClaim[], countedAtMs: number): Promise<void> {
    this.#tables.write((sql) => this.#tables.limits.releaseAll(sql, limits.map(shardClaim), countedAtMs));
  }

  async revoke(revocation: Revocation): Promise<void> {
    await this.#change((sql) => keepRevocation(this.#tables, sql, revocation, Date.now()));
  }

  async revocations(tenant: string | null): Promise<readonly Revocation[]> {
    return listRevocations(this.#tables.sql, tenant, Date.now());
  }

  async tenantPolicy(tenant: string): Promise<TenantPolicy | null> {
    const text = this.#tables.policies.textOf(tenant);
    return text === null ? null : policyOf({ tenant, policy: text }).policy;
  }

  async setTenantPolicy(tenant: string, policy: TenantPolicy | null): Promise<void> {
    await this.#change((sql) => keepPolicy(this.#tables, sql, tenant, policy, Date.now()));
  }

  async feed(since: FeedPosition | null): Promise<ShardFeed> {
    await this.#started;
    return { ...readFeed(this.#tables.sql, since), announces: true };
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
    await this.#change((sql) => keepEntries(this.#tables, sql, entries, Date.now()));
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
    if (this.#announcer.isOwing) await this.#announcer.announce().catch(() => undefined);
    const nowMs = Date.now();
    const hasMore = this.#tables.write((sql) => sweepStep(this.#tables, sql, nowMs));
    // Between two steps others are answered.
    const pauseMs = hasMore ? SWEEP_PAUSE_MS : this.#announcer.isOwing ? ANNOUNCE_AGAIN_MS : SWEEP_INTERVAL_MS;
    await this.ctx.storage.setAlarm(nowMs + pauseMs);
  }

  /** Writes what may belong into the feed, and returns once it is on the board. Throws where the board does not take it: it is written. */
  async #change(change: (sql: WriteSql) => void): Promise<void> {
    const { version } = this.#tables.feed.position();
    this.#tables.write(change);
    if (this.#tables.feed.position().version === version) return;
    try {
      await this.#announcer.announceChange();
    } catch (error) {
      await this.#announceLater();
      throw new Error(`the change is kept, and may take a while to be known: the board is away (${errorText(error)})`, {
        cause: error,
      });
    }
  }

  async #announceLater(): Promise<void> {
    const soonMs = Date.now() + ANNOUNCE_AGAIN_MS;
    const dueMs = await this.ctx.storage.getAlarm();
    if (dueMs === null || dueMs > soonMs) await this.ctx.storage.setAlarm(soonMs);
  }
}

function isBoard({ STATE }: ObjectEnv, id: DurableObjectId): boolean {
  return STATE?.idFromName(BOARD_NAME).equals(id) === true;
}

async function announceTo({ STATE }: ObjectEnv, id: DurableObjectId): Promise<void> {
  if (STATE === undefined) throw new TypeError('the object has no binding STATE');
  await (STATE.get(STATE.idFromName(BOARD_NAME)) as unknown as BoardState).announce(id.toString());
}
