/** Reads tables, and can do nothing else: what a statement begins with is part of its type. */
export interface ReadSql {
  exec<T extends Record<string, SqlStorageValue>>(
    statement: `SELECT ${string}`,
    ...bindings: SqlStorageValue[]
  ): SqlStorageCursor<T>;
}

declare const writes: unique symbol;

/** Changes tables too. Only `Tables` gives it, to what it then runs: so that memory keeps in step with every write. */
export type WriteSql = SqlStorage & { readonly [writes]: true };
