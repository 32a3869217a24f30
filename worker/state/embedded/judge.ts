import { RECORD_LIFETIME_MS } from '../lifetimes.ts';
import type { ShardAnswer, ShardQuestion } from './admit-text.ts';
import { renewSession } from './renewal.ts';
import type { WriteSql } from './sql.ts';
import type { Tables } from './tables/index.ts';

type Written = Pick<ShardAnswer, 'limits' | 'renewal'>;

const NOTHING: Written = { limits: [], renewal: null };

/**
 * Answers `admit`. What only asks is answered from memory, without a transaction; what only counts is written later
 * (`Tables.count`).
 */
export function judge(tables: Tables, question: ShardQuestion, nowMs: number): ShardAnswer {
  const { tenant, subject } = question;
  // Before anything is counted: where this throws, nothing is.
  const revokedBy = subject === null ? null : tables.revocations.revokedBy(subject, nowMs);
  const policyText = tenant === null ? null : tables.policies.textOf(tenant);
  const position = tenant === null ? null : tables.feed.position();
  const { limits, renewal } = write(tables, question, nowMs);
  return { limits, renewal, revokedBy, policyText, countedAtMs: nowMs, position };
}

function write(tables: Tables, question: ShardQuestion, nowMs: number): Written {
  const { limits, record, renewal } = question;
  if (record !== null || renewal !== null) return tables.write((sql) => writeAll(tables, sql, question, nowMs));
  return limits.length === 0 ? NOTHING : { limits: tables.count(limits, nowMs), renewal: null };
}

function writeAll(
  tables: Tables,
  sql: WriteSql,
  { tenant, limits, record, renewal }: ShardQuestion,
  nowMs: number,
): Written {
  const statuses = tables.limits.countAll(sql, limits, nowMs);
  if (record !== null)
    sql.exec(
      'INSERT INTO records (at, expires, tenant, event) VALUES (?, ?, ?, ?)',
      nowMs,
      nowMs + RECORD_LIFETIME_MS,
      tenant,
      record,
    );
  return { limits: statuses, renewal: renewal === null ? null : renewSession(sql, renewal, nowMs) };
}
