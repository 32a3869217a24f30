import { DatabaseSync, type SQLInputValue } from 'node:sqlite';

/** SQLite in this process under the interface of a Durable Object, which keeps how each statement was carried out. */
export interface PlannedSql {
  readonly exec: (statement: string, ...bindings: SQLInputValue[]) => Iterable<object> & { one: () => object };
  /** Steps of the plans of all statements since the last call. */
  readonly plans: () => readonly string[];
}

export function createPlannedSql(schema: string): PlannedSql {
  const database = new DatabaseSync(':memory:');
  database.exec(schema);
  let plans: string[] = [];
  return {
    exec: (statement, ...bindings) => {
      const steps = database.prepare(`EXPLAIN QUERY PLAN ${statement}`).all(...bindings);
      plans.push(...steps.map(({ detail }) => `${detail}: ${statement.replaceAll(/\s+/g, ' ')}`));
      const rows = database.prepare(statement).all(...bindings) as object[];
      return Object.assign(rows, { one: () => rows[0] ?? {} });
    },
    plans: () => {
      const since = plans;
      plans = [];
      return since;
    },
  };
}
