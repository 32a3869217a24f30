import { beforeEach, expect, test } from 'vitest';
import { shardClaim } from '../../../../worker/state/embedded/admit-text.ts';
import type { Revocation, RevocationScope } from '../../../../worker/state/port.ts';
import { asking, claim, policy, question, revocation, START, START_SECONDS } from '../conformance/samples.ts';
import { judge, keepPolicy, keepRevocation, openTables, PARTS, read, sweepStep, type Tables } from './shard-parts.ts';
import { createSqliteStorage, type SqliteStorage } from './sqlite-storage.ts';

/** No question of an object looks at more rows than it is about, however many there are. */

let storage: SqliteStorage;
let tables: Tables;
const change = <T>(write: (sql: SqliteStorage['sql']) => T): T => tables.write(write);
const run = <T>(name: string, ...args: readonly unknown[]): T => read(name, tables, ...args);
const revoke = (each: Revocation, nowMs: number) => change((sql) => keepRevocation(tables, sql, each, nowMs));
const sweep = (maxRows?: number) => change((sql) => sweepStep(tables, sql, START, maxRows));
const writeKept = (changes: readonly object[], nowMs: number) =>
  change((sql) => PARTS['writeKept']?.(...([sql, 'acme', changes, nowMs] as never[])));

/** Of a shard that holds as good as nothing in memory, so that all is read. */
beforeEach(() => {
  storage = createSqliteStorage();
  tables = openTables(storage, { limits: 0, policies: 0, revocations: 0 });
  storage.plans();
});

/** The one read that goes by no index, and stops after so many rows: what is to be held. */
const HOLDING = 'SCAN revocations: SELECT tenant, kind, id, not_before, expires FROM revocations LIMIT ?';

/** Steps that read a table from one end to the other. Lists stop at their limit, in the order of an index. */
const scans = () =>
  storage
    .plans()
    .filter((step) => step !== HOLDING)
    .filter((step) => /^SCAN (?!position|\d|\(|CONSTANT|revocations USING INDEX revocations_by_time)/.test(step));

const document = (key: string, value: string | null) => ({ key, value, expires: null, ifVersion: null });
const asked = { ...asking('acme', 'u1', 's1'), renewal: null, limits: [] };
const limits = [shardClaim(claim('a', 5, 60))];
const STEPS: Readonly<Record<string, () => unknown>> = {
  'counting against limits': () => judge(tables, { ...question(), renewal: null, limits }, START),
  'counting again': () => [START, START].map((atMs) => judge(tables, { ...question(), renewal: null, limits }, atMs)),
  'giving counts back': () => change((sql) => tables.limits.releaseAll(sql, limits, START)),
  revoking: () => revoke(revocation({ kind: 'user', tenant: 'acme', id: 'u1' }), START),
  'asking about a session': () => {
    revoke(revocation({ kind: 'user', tenant: 'acme', id: 'u1' }), START);
    revoke(revocation({ kind: 'user', tenant: 'acme', id: 'u2' }), START);
    return judge(tables, asked, START);
  },
  'setting a policy': () => change((sql) => keepPolicy(tables, sql, 'acme', policy(), START)),
  'listing a tenant’s revocations': () => run('listRevocations', 'acme', START),
  'listing all revocations': () => run('listRevocations', null, START),
  'reading the feed': () => run('readFeed', run('positionOf')),
  'a first page of a snapshot': () => run('snapshotPage', null, START),
  'a page of who has a policy': () => run('replicaPage', JSON.stringify(['policies', 'acme']), START),
  'a later page': () => run('replicaPage', JSON.stringify(['revocations', 'acme', 'user', 'u1']), START),
  'a page of policies': () => run('policyPage', JSON.stringify(['policies', 'acme'])),
  'reading a document': () => run('readKept', 'acme', 'user/u1', START),
  'writing documents': () => writeKept([document('user/u1', null), document('user/u2', 'x')], START),
  'listing documents': () => run('keptPage', 'acme', 'user/', null, START),
  'a later page of documents': () => run('keptPage', 'acme', 'user/', 'user/u1', START),
  'a page of a backup': () => run('exportPage', JSON.stringify(['kept', 'acme', 'user/u1']), START),
  sweeping: () => sweep(),
};

test.each(Object.entries(STEPS))('%s goes by an index', (_name, step) => {
  step();
  expect(scans()).toEqual([]);
});

test('it notices a table that is read whole', () => {
  storage.sql.exec('SELECT * FROM limits WHERE window = ?', 'x');
  expect(scans()).toHaveLength(1);
});

/** Twelve of each that have run out, and one of each that has not. */
function fill(): void {
  for (let index = 0; index < 13; index += 1) {
    const ends = index === 12 ? START + 1 : START - 1 - index;
    storage.sql.exec('INSERT INTO limits (key, window, expires) VALUES (?, ?, ?)', `k${index}`, '[]', ends);
    storage.sql.exec('INSERT INTO records (at, expires, tenant, event) VALUES (?, ?, ?, ?)', 0, ends, 'acme', '{}');
    const scope = { kind: 'user', tenant: 'acme', id: `u${index}` } as const;
    revoke(revocation(scope, { notBefore: 0, expires: ends / 1000 }), index === 12 ? START : START - 4e6 + index);
    writeKept([{ key: `user/u${index}`, value: 'x', expires: ends / 1000 }], 0);
  }
}

const TABLES = ['limits', 'records', 'revocations', 'kept', 'feed'];
const counts = () =>
  TABLES.map((table) => (storage.sql.exec(`SELECT count(*) AS rows FROM ${table}`).one() as { rows: number }).rows);

test('a step of a sweep takes out so many rows of each table and no more, and the last one says so', () => {
  fill();
  const before = run<{ version: number; epoch: string }>('positionOf');
  expect(counts()).toEqual([13, 13, 13, 13, 13]);
  expect([sweep(5), counts()]).toEqual([true, [8, 8, 8, 8, 8]]);
  expect([sweep(5), counts()]).toEqual([true, [3, 3, 3, 3, 3]]);
  // Of the feed, the last change that is old stays: by it, whoever saw no later one can go on.
  expect([sweep(5), counts()]).toEqual([false, [1, 1, 1, 1, 2]]);
  expect([sweep(5), counts()]).toEqual([false, [1, 1, 1, 1, 2]]);
  expect(run('readFeed', { ...before, version: 1 })).toMatchObject({ kind: 'reload' });
  expect(run('readFeed', before)).toMatchObject({ kind: 'changes', changes: [] });
});

test('a list of a tenant holds everyone’s too, newest first, and nothing that has run out', () => {
  const add = (scope: RevocationScope, notBefore: number, expires = START_SECONDS + 1) =>
    revoke({ scope, notBefore, expires, reason: 'r', by: 'ops' }, START - 1000);
  add({ kind: 'user', tenant: 'acme', id: 'u1' }, 10);
  add({ kind: 'everyone' }, 20);
  add({ kind: 'tenant', tenant: 'acme' }, 30);
  add({ kind: 'user', tenant: 'globex', id: 'u1' }, 40);
  add({ kind: 'user', tenant: 'acme', id: 'gone' }, 50, START_SECONDS - 0.5);
  const times = (tenant: string | null) =>
    run<{ notBefore: number }[]>('listRevocations', tenant, START).map(({ notBefore }) => notBefore);
  expect(times('acme')).toEqual([30, 20, 10]);
  expect(times(null)).toEqual([40, 30, 20, 10]);
});
