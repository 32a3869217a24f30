import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';

/** The rows of a statement that was carried out. */
interface Rows extends Array<object> {
  readonly one: () => object;
  readonly toArray: () => object[];
}

/** SQLite in this process under the interface of a Durable Object's storage, which keeps how each statement was carried out. */
export interface SqliteStorage {
  readonly sql: { readonly exec: (statement: string, ...bindings: SQLInputValue[]) => Rows };
  readonly transactionSync: <T>(run: () => T) => T;
  /** Steps of the plans of all statements since the last call. */
  readonly plans: () => readonly string[];
}

export function createSqliteStorage(): SqliteStorage {
  const database = new DatabaseSync(':memory:');
  const known = new Map<string, { readonly statement: StatementSync; readonly steps: readonly string[] }>();
  let plans: string[] = [];
  const prepare = (text: string) => {
    const explained = database.prepare(`EXPLAIN QUERY PLAN ${text}`).all();
    const steps = explained.map(({ detail }) => `${detail}: ${text.replaceAll(/\s+/g, ' ')}`);
    const prepared = { statement: database.prepare(text), steps };
    known.set(text, prepared);
    return prepared;
  };
  const exec = (text: string, ...bindings: SQLInputValue[]): Rows => {
    if (/;\s*\S/.test(text)) {
      database.exec(text);
      return rowsOf([]);
    }
    const { statement, steps } = known.get(text) ?? prepare(text);
    plans.push(...steps);
    return rowsOf(statement.all(...bindings));
  };
  return {
    sql: { exec },
    transactionSync: (run) => {
      database.exec('SAVEPOINT change');
      try {
        const result = run();
        database.exec('RELEASE change');
        return result;
      } catch (error) {
        database.exec('ROLLBACK TO change; RELEASE change');
        throw error;
      }
    },
    plans: () => {
      const since = plans;
      plans = [];
      return since;
    },
  };
}

function rowsOf(rows: object[]): Rows {
  return Object.assign([...rows], { one: () => rows[0] ?? {}, toArray: () => rows });
}
