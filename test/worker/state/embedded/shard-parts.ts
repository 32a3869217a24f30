import type { ShardAnswer, ShardClaim, ShardQuestion } from '../../../../worker/state/embedded/admit-text.ts';
import type { Revocation, StateEntry } from '../../../../worker/state/port.ts';
import type { SqliteStorage } from './sqlite-storage.ts';

/** The parts of the object of a shard, over a storage of this process. By their URL, since the types of the Worker's runtime are not those of the tests. */
type Methods = Readonly<Record<string, (...args: never[]) => unknown>>;

const load = async (name: string): Promise<Methods> =>
  (await import(new URL(`../../../../worker/state/embedded/${name}.ts`, import.meta.url).href)) as Methods;

/** By their names. */
export const PARTS: Methods = {
  ...(await load('judge')),
  ...(await load('change-state')),
  ...(await load('revocations')),
  ...(await load('feed')),
  ...(await load('kept')),
  ...(await load('pages')),
  ...(await load('sweep')),
};

export interface Bounds {
  readonly limits: number;
  readonly policies: number;
  readonly revocations: number;
}

type Sql = SqliteStorage['sql'];
type Count = (sql: Sql, claims: readonly ShardClaim[], atMs: number) => unknown;

/** The tables as their object sees them. */
export interface Tables {
  readonly sql: Sql;
  readonly limits: {
    readonly countAll: Count;
    readonly releaseAll: Count;
    readonly counted: number;
    readonly lost: number;
  };
  readonly write: <T>(change: (sql: Sql) => T) => T;
  readonly writeCounted: () => void;
}

const { Tables: Opened } = (await load('tables/index')) as unknown as {
  readonly Tables: new (storage: SqliteStorage, bounds?: Bounds) => Tables;
};

/** As an object does that has just come into memory. */
export const openTables = (storage: SqliteStorage, bounds?: Bounds): Tables => new Opened(storage, bounds);

/** Calls a part by its name. */
const call = <T>(name: string, ...args: readonly unknown[]): T => PARTS[name]?.(...(args as never[])) as T;

/** As its object does: what was counted is written before the answer goes out. */
export const judge = (tables: Tables, question: ShardQuestion, nowMs: number): ShardAnswer => {
  const { counted } = tables.limits;
  const answer = call<ShardAnswer>('judge', tables, question, nowMs);
  if (tables.limits.counted > counted) tables.writeCounted();
  return answer;
};
export const keepRevocation = (tables: Tables, sql: Sql, revocation: Revocation, nowMs: number) =>
  call('keepRevocation', tables, sql, revocation, nowMs);
export const keepPolicy = (tables: Tables, sql: Sql, tenant: string, policy: object | null, nowMs: number) =>
  call('keepPolicy', tables, sql, tenant, policy, nowMs);
export const keepEntries = (tables: Tables, sql: Sql, entries: readonly StateEntry[], nowMs: number) =>
  call('keepEntries', tables, sql, entries, nowMs);
export const sweepStep = (tables: Tables, sql: Sql, nowMs: number, maxRows?: number) =>
  call<boolean>('sweepStep', tables, sql, nowMs, maxRows);
export const read = <T>(name: string, tables: Tables, ...args: readonly unknown[]) =>
  call<T>(name, tables.sql, ...args);
