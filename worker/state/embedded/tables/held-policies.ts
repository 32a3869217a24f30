import type { TenantPolicy } from '@portcullis/rules/engine';
import type { ReadSql, WriteSql } from '../sql.ts';
import { Recent } from './recent.ts';

/** Longer ones, of tenants with hundreds of prefixes, are read each time. */
const MAX_LENGTH = 4096;

/** The table `policies`, of which those are held in memory that were asked for last; also that a tenant has none. */
export class HeldPolicies {
  readonly #sql: ReadSql;
  readonly #held: Recent<string | null>;

  /** @param most tenants of which it is held for certain; twice as many at most */
  constructor(sql: ReadSql, most: number) {
    this.#sql = sql;
    this.#held = new Recent(most);
  }

  /** JSON of a tenant's policy; `null` for none. */
  textOf(tenant: string): string | null {
    const key = tenant.toWellFormed();
    const held = this.#held.get(key);
    if (held !== undefined) return held;
    const [row] = this.#sql.exec<{ policy: string }>('SELECT policy FROM policies WHERE tenant = ?', key);
    const text = row === undefined ? null : row.policy;
    this.#hold(key, text);
    return text;
  }

  /** @param policy `null`: it is taken away */
  set(sql: WriteSql, tenant: string, policy: TenantPolicy | null): void {
    const key = tenant.toWellFormed();
    const text = policy === null ? null : JSON.stringify(policy);
    if (text === null) sql.exec('DELETE FROM policies WHERE tenant = ?', key);
    else sql.exec('INSERT OR REPLACE INTO policies (tenant, policy) VALUES (?, ?)', key, text);
    this.#hold(key, text);
  }

  forget(): void {
    this.#held.clear();
  }

  #hold(key: string, text: string | null): void {
    if (text !== null && text.length > MAX_LENGTH) this.#held.delete(key);
    else this.#held.set(key, text);
  }
}
