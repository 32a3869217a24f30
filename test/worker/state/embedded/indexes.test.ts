import { beforeEach, expect, test } from 'vitest';
import { asking, claim, policy, revocation, START, START_SECONDS } from '../conformance/samples.ts';
import { createPlannedSql, type PlannedSql } from './planned-sql.ts';

/** No question of an object looks at more rows than it is about, however many there are. */

type Methods = Readonly<Record<string, (sql: PlannedSql, ...args: never[]) => unknown>>;

/** By its URL, since the types of the Worker's runtime are not those of the tests. */
const load = async (name: string): Promise<Methods> =>
  (await import(new URL(`../../../../worker/state/embedded/${name}.ts`, import.meta.url).href)) as Methods;
const parts = { ...(await load('limits')), ...(await load('revocations')), ...(await load('feed')) };
const all: Methods = { ...parts, ...(await load('kept')), ...(await load('pages')), ...(await load('sweep')) };
const { SCHEMA } = (await load('schema')) as unknown as { readonly SCHEMA: string };

let sql: PlannedSql;
const run = <T>(name: string, ...args: readonly unknown[]): T => all[name]?.(sql, ...(args as never[])) as T;

beforeEach(() => {
  sql = createPlannedSql(SCHEMA);
  run('ensureEpoch');
  sql.plans();
});

/** Steps that read a table from one end to the other. Lists stop at their limit, in the order of an index. */
const scans = () =>
  sql
    .plans()
    .filter((step) => /^SCAN (?!position|\d|\(|CONSTANT|revocations USING INDEX revocations_by_time)/.test(step));

const document = (key: string, value: string | null) => ({ key, value, expires: null, ifVersion: null });
const { subject } = asking('acme', 'u1', 's1');
const STEPS: Readonly<Record<string, () => unknown>> = {
  'counting against limits': () => run('countAll', [claim('a', 5, 60)], START),
  'giving counts back': () => run('releaseAll', [claim('a', 5, 60)], START),
  revoking: () => run('mergeRevocation', revocation({ kind: 'user', tenant: 'acme', id: 'u1' }), START),
  'asking about a session': () => run('revokedBy', subject, START),
  'listing a tenant’s revocations': () => run('listRevocations', 'acme', START),
  'listing all revocations': () => run('listRevocations', null, START),
  'appending to the feed': () => run('appendChange', { kind: 'policy', tenant: 'acme', policy: policy() }, START),
  'reading the feed': () => run('readFeed', run('positionOf')),
  'a first page of a snapshot': () => run('snapshotPage', null, START),
  'a later page': () => run('statePage', JSON.stringify(['revocations', 'acme', 'user', 'u1']), START),
  'a page of policies': () => run('policyPage', JSON.stringify(['policies', 'acme'])),
  'reading a document': () => run('readKept', 'acme', 'user/u1', START),
  'writing documents': () => run('writeKept', 'acme', [document('user/u1', null), document('user/u2', 'x')], START),
  'listing documents': () => run('keptPage', 'acme', 'user/', null, START),
  'a later page of documents': () => run('keptPage', 'acme', 'user/', 'user/u1', START),
  'a page of a backup': () => run('exportPage', JSON.stringify(['kept', 'acme', 'user/u1']), START),
  sweeping: () => run('sweepStep', START),
};

test.each(Object.entries(STEPS))('%s goes by an index', (_name, step) => {
  step();
  expect(scans()).toEqual([]);
});

test('it notices a table that is read whole', () => {
  sql.exec('SELECT * FROM limits WHERE window = ?', 'x');
  expect(scans()).toHaveLength(1);
});

/** Twelve of each that have run out, and one of each that has not. */
function fill(): void {
  for (let index = 0; index < 13; index += 1) {
    const ends = index === 12 ? START + 1 : START - 1 - index;
    sql.exec('INSERT INTO limits (key, window, expires) VALUES (?, ?, ?)', `k${index}`, '[]', ends);
    sql.exec('INSERT INTO records (at, expires, tenant, event) VALUES (?, ?, ?, ?)', 0, ends, 'acme', '{}');
    const scope = { kind: 'user', tenant: 'acme', id: `u${index}` } as const;
    run('mergeRevocation', revocation(scope, { notBefore: 0, expires: ends / 1000 }), 0);
    run('writeKept', 'acme', [{ key: `user/u${index}`, value: 'x', expires: ends / 1000 }], 0);
    run('appendChange', { kind: 'policy', tenant: 'acme', policy: null }, index === 12 ? START : START - 4e6 + index);
  }
}

const TABLES = ['limits', 'records', 'revocations', 'kept', 'feed'];
const counts = () =>
  TABLES.map((table) => (sql.exec(`SELECT count(*) AS rows FROM ${table}`).one() as { rows: number }).rows);

test('a step of a sweep takes out so many rows of each table and no more, and the last one says so', () => {
  fill();
  const before = run<{ version: number; epoch: string }>('positionOf');
  expect(counts()).toEqual([13, 13, 13, 13, 13]);
  expect([run('sweepStep', START, 5), counts()]).toEqual([true, [8, 8, 8, 8, 8]]);
  expect([run('sweepStep', START, 5), counts()]).toEqual([true, [3, 3, 3, 3, 3]]);
  // Of the feed, the last change that is old stays: by it, whoever saw no later one can go on.
  expect([run('sweepStep', START, 5), counts()]).toEqual([false, [1, 1, 1, 1, 2]]);
  expect([run('sweepStep', START, 5), counts()]).toEqual([false, [1, 1, 1, 1, 2]]);
  expect(run('readFeed', { ...before, version: 1 })).toMatchObject({ kind: 'reload' });
  expect(run('readFeed', before)).toMatchObject({ kind: 'changes', changes: [] });
});

test('a list of a tenant holds everyone’s too, newest first, and nothing that has run out', () => {
  const add = (scope: object, notBefore: number, expires = START_SECONDS + 1) =>
    run('mergeRevocation', { scope, notBefore, expires, reason: 'r', by: 'ops' }, START - 1000);
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
