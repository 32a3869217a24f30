import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ShardQuestion } from '../../../../worker/state/embedded/admit-text.ts';
import type { Revocation, RevocationScope } from '../../../../worker/state/port.ts';
import { randomRuns } from '../../../support/random-runs.ts';
import { policy, revocation, START } from '../conformance/samples.ts';
import {
  type Bounds,
  judge,
  keepEntries,
  keepPolicy,
  keepRevocation,
  openTables,
  sweepStep,
  type Tables,
} from './shard-parts.ts';
import { createSqliteStorage, type SqliteStorage } from './sqlite-storage.ts';

/** An object that answers from memory answers as one does that has just been started over the same rows, whatever came before. */

const tenant = fc.constantFrom('acme', 'globex', 'a\ud800', 'a\ufffd', '');
const id = fc.constantFrom('u1', 'u2', '\ud801', '');
const scope: fc.Arbitrary<RevocationScope> = fc.oneof(
  fc.record({ kind: fc.constantFrom('session' as const, 'user' as const), tenant, id }),
  fc.record({ kind: fc.constant('tenant' as const), tenant }),
  fc.constant({ kind: 'everyone' as const }),
);
const limit = fc.constantFrom(
  { key: 'narrow', quota: 2, windowSeconds: 7, cost: 1 },
  { key: 'wide', quota: 50, windowSeconds: 60, cost: 3 },
  { key: 'x\ud800', quota: 3, windowSeconds: 20, cost: 1 },
  { key: 'x\ufffd', quota: 3, windowSeconds: 20, cost: 2 },
  { key: 'y'.repeat(2000), quota: 2, windowSeconds: 60, cost: 1 },
);
const limits = fc.uniqueArray(limit, { maxLength: 3, selector: ({ key }) => key.toWellFormed() });
const seconds = fc.integer({ min: -100, max: 100 });
const short = fc.integer({ min: 1, max: 90 });
const addresses = fc.constantFrom(
  [],
  ['192.0.2.0/24'],
  Array.from({ length: 400 }, () => '192.0.2.128/25'),
);

const command = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constant('admit' as const),
      tenant: fc.option(tenant),
      ids: fc.tuple(id, id),
      at: seconds,
      limits,
      record: fc.constantFrom(null, null, '{}'),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('release' as const), limits, at: seconds }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('revoke' as const), scope, at: seconds, lifetime: short }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('policy' as const), tenant, addresses: fc.option(addresses) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('import' as const), scope, tenant, at: seconds, addresses }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('sweep' as const), rows: fc.integer({ min: 1, max: 3 }) }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('clock' as const), seconds }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('fail' as const),
      scope,
      tenant,
      limits,
      rows: fc.integer({ min: 1, max: 3 }),
    }),
  },
);
type Command = typeof command extends fc.Arbitrary<infer C> ? C : never;

function revocationAt(each: RevocationScope, nowMs: number, at: number, lifetime: number): Revocation {
  return revocation(each, { notBefore: nowMs / 1000 + at, expires: nowMs / 1000 + lifetime });
}

/** What the object answers; a write that fails is answered by its message. */
function answerOf(tables: Tables, each: Command, nowMs: number): unknown {
  switch (each.do) {
    case 'admit': {
      const { tenant: of, ids, at, limits: asked, record } = each;
      const subject =
        of === null ? null : { tenant: of, user: ids[0], session: ids[1], issuedAtSeconds: nowMs / 1000 + at };
      const question: ShardQuestion = { tenant: of, subject, record, renewal: null, limits: asked };
      const { position, ...answer } = judge(tables, question, nowMs);
      return { ...answer, version: position?.version };
    }
    case 'release':
      return tables.write((sql) => tables.limits.releaseAll(sql, each.limits, nowMs + each.at * 1000));
    case 'revoke':
      return tables.write((sql) =>
        keepRevocation(tables, sql, revocationAt(each.scope, nowMs, each.at, each.lifetime), nowMs),
      );
    case 'policy': {
      const set = each.addresses === null ? null : policy({ addresses: each.addresses });
      return tables.write((sql) => keepPolicy(tables, sql, each.tenant, set, nowMs));
    }
    case 'import': {
      const entries = [
        { kind: 'revocation' as const, ...revocationAt(each.scope, nowMs, each.at, 30) },
        { kind: 'policy' as const, tenant: each.tenant, policy: policy({ addresses: each.addresses }) },
      ];
      return tables.write((sql) => keepEntries(tables, sql, entries, nowMs));
    }
    case 'sweep':
      return tables.write((sql) => sweepStep(tables, sql, nowMs, each.rows));
    case 'clock':
      return null;
    case 'fail':
      expect(() =>
        tables.write((sql) => {
          keepRevocation(tables, sql, revocationAt(each.scope, nowMs, 0, 50), nowMs);
          keepPolicy(tables, sql, each.tenant, policy({ suspended: true }), nowMs);
          tables.limits.countAll(sql, each.limits, nowMs);
          sweepStep(tables, sql, nowMs, each.rows);
          throw new Error('a test wants it so');
        }),
      ).toThrow('a test wants it so');
      return null;
  }
}

/** All rows, but for what is drawn by lot. */
function rowsIn({ sql }: SqliteStorage): unknown {
  return {
    limits: sql.exec('SELECT key, window, expires FROM limits ORDER BY key').toArray(),
    revocations: sql.exec('SELECT * FROM revocations ORDER BY tenant, kind, id').toArray(),
    policies: sql.exec('SELECT * FROM policies ORDER BY tenant').toArray(),
    position: sql.exec('SELECT version, floor FROM position').toArray(),
    records: sql.exec('SELECT tenant, at FROM records ORDER BY id').toArray(),
  };
}

const NOTHING_HELD: Bounds = { limits: 0, policies: 0, revocations: 0 };

function play(commands: readonly Command[], bounds: Bounds | undefined): void {
  const [kept, restarted] = [createSqliteStorage(), createSqliteStorage()];
  const tables = openTables(kept, bounds);
  // Held in another measure: else what both leave to the rows would be wrong in both.
  const others = bounds === undefined ? NOTHING_HELD : undefined;
  let nowMs = START;
  for (const each of commands) {
    if (each.do === 'clock') nowMs += each.seconds * 1000;
    expect(answerOf(tables, each, nowMs)).toEqual(answerOf(openTables(restarted, others), each, nowMs));
    expect(rowsIn(kept)).toEqual(rowsIn(restarted));
  }
}

describe.each<readonly [string, Bounds | undefined]>([
  ['all is held', undefined],
  ['little is held', { limits: 1, policies: 1, revocations: 2 }],
  ['nothing is held for long', NOTHING_HELD],
])('where %s', (_name, bounds) => {
  test('what is answered from memory is what its rows say', () => {
    fc.assert(
      fc.property(fc.array(command, { minLength: 10, maxLength: 60, size: 'max' }), (commands) =>
        play(commands, bounds),
      ),
      { numRuns: randomRuns(60), endOnFailure: true },
    );
  });
});

test('a revocation that was swept is gone from memory too, even if the clock is set back', () => {
  const storage = createSqliteStorage();
  const tables = openTables(storage);
  const subject = { tenant: 'acme', user: 'u1', session: 's1', issuedAtSeconds: START / 1000 };
  const ask = (of: Tables) =>
    judge(of, { tenant: 'acme', subject, record: null, renewal: null, limits: [] }, START).revokedBy;
  const user = { kind: 'user', tenant: 'acme', id: 'u1' } as const;
  tables.write((sql) => keepRevocation(tables, sql, revocationAt(user, START, 0, 30), START));
  expect(ask(tables)).toBe('user');
  tables.write((sql) => sweepStep(tables, sql, START + 90_000_000));
  expect([ask(tables), ask(openTables(storage))]).toEqual([null, null]);
});

test('a question that writes nothing reads nothing twice, and begins no transaction', () => {
  const storage = createSqliteStorage();
  const tables = openTables({
    ...storage,
    transactionSync: () => {
      throw new Error('a transaction');
    },
  });
  const subject = { tenant: 'acme', user: 'u1', session: 's1', issuedAtSeconds: START / 1000 };
  const ask = () => judge(tables, { tenant: 'acme', subject, record: null, renewal: null, limits: [] }, START);
  const first = ask();
  expect(storage.plans()).not.toEqual([]);
  expect(ask()).toEqual(first);
  expect(storage.plans()).toEqual([]);
});

test('a count against one limit is one statement', () => {
  const storage = createSqliteStorage();
  const statements: string[] = [];
  const exec: SqliteStorage['sql']['exec'] = (statement, ...bindings) => {
    statements.push(statement);
    return storage.sql.exec(statement, ...bindings);
  };
  const tables = openTables({ ...storage, sql: { exec } });
  const limits = [{ key: 'k', quota: 5, windowSeconds: 60, cost: 1 }];
  const count = () => judge(tables, { tenant: null, subject: null, record: null, renewal: null, limits }, START).limits;
  count();
  statements.length = 0;
  expect(count()).toMatchObject([{ remaining: 3 }]);
  expect(statements).toEqual(['UPDATE limits SET window = ? WHERE key = ?']);
});

/** Statements that change a table of which something is held. */
const CHANGES_HELD = /\b(?:INTO|UPDATE|FROM) (?:limits|revocations|policies|feed|position)\b/;

/** What the files of a folder do to these tables, but for reading. */
const changesIn = (folder: string): readonly string[] =>
  globSync('*.ts', { cwd: folder }).filter((file) =>
    [
      ...readFileSync(join(folder, file), 'utf8').matchAll(/['"`]\s*((?:INSERT|REPLACE|UPDATE|DELETE)\b[^;'"`]*)/g),
    ].some(([, statement]) => CHANGES_HELD.test(statement ?? '')),
  );

test('only the tables themselves change what is held of them', () => {
  const embedded = join(import.meta.dirname, '../../../../worker/state/embedded');
  expect(changesIn(embedded)).toEqual([]);
  expect(changesIn(join(embedded, 'tables')).toSorted()).toEqual([
    'held-feed.ts',
    'held-limits.ts',
    'held-policies.ts',
    'held-revocations.ts',
  ]);
});
