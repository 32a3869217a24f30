import type { Page, StateEntry, TenantPolicyEntry } from '../port.ts';
import { unknownCursor } from '../shard-pages.ts';
import type { SnapshotEntry } from '../store.ts';
import { backupPage } from './kept.ts';
import { PAGE_POLICIES } from './list-sizes.ts';
import { type PolicyRow, policyOf } from './policy-row.ts';
import { REVOCATION_COLUMNS, type RevocationRow, revocationOf } from './revocation-row.ts';
import type { ReadSql } from './sql.ts';

/** Revocations are short. */
const PAGE_REVOCATIONS = 2000;
/** A replica needs only whom and when, so that more of them fit into a page. */
const PAGE_REPLICA = 5000;

/** What refuses sessions. */
type DecidedEntry = Exclude<StateEntry, { kind: 'kept' }>;

/** The last entry of the page before; empty texts stand before the first. */
type Place =
  | readonly ['policies', tenant: string]
  | readonly ['revocations', tenant: string, kind: string, id: string]
  | readonly ['kept', home: string, key: string];

const FIRST_REVOCATION = ['revocations', '', '', ''] as const;

/** Policies by tenant id. @param cursor `null` for the first page; one that no page gave throws */
export function policyPage(sql: ReadSql, cursor: string | null): Page<TenantPolicyEntry> {
  const place = cursor === null ? null : parsePlace(cursor);
  if (place !== null && place[0] !== 'policies') throw unknownCursor();
  const rows = [
    ...sql.exec<PolicyRow>(
      `SELECT tenant, policy FROM policies WHERE tenant ${place === null ? '>=' : '>'} ? ORDER BY tenant LIMIT ?`,
      place?.[1] ?? '',
      PAGE_POLICIES + 1,
    ),
  ];
  const given = rows.slice(0, PAGE_POLICIES);
  const last = rows.length > given.length ? given.at(-1) : undefined;
  return { entries: given.map(policyOf), next: last === undefined ? null : cursorOf(['policies', last.tenant]) };
}

/** All policies, then all live revocations. @param cursor as above */
function statePage(sql: ReadSql, cursor: string | null, nowMs: number): Page<DecidedEntry> {
  const place = cursor === null ? null : parsePlace(cursor);
  if (place?.[0] === 'revocations') return revocationPage(sql, place, nowMs, PAGE_REVOCATIONS);
  const policies = policyPage(sql, cursor);
  const entries = policies.entries.map((entry): DecidedEntry => ({ kind: 'policy', ...entry }));
  if (policies.next !== null) return { entries, next: policies.next };
  const revocations = revocationPage(sql, FIRST_REVOCATION, nowMs, PAGE_REVOCATIONS);
  return { entries: [...entries, ...revocations.entries], next: revocations.next };
}

/** Every tenant that has a policy, then all live revocations, as a replica holds them. @param cursor as above */
export function replicaPage(sql: ReadSql, cursor: string | null, nowMs: number): Page<SnapshotEntry> {
  const place = cursor === null ? (['policies', ''] as const) : parsePlace(cursor);
  if (place[0] === 'kept') throw unknownCursor();
  const tenants = place[0] === 'policies' ? tenantsAfter(sql, place[1]) : [];
  const marks = tenants.map((tenant): SnapshotEntry => ({ kind: 'has-policy', tenant }));
  const last = tenants.at(-1);
  if (last !== undefined && tenants.length === PAGE_REPLICA)
    return { entries: marks, next: cursorOf(['policies', last]) };
  const from = place[0] === 'revocations' ? place : FIRST_REVOCATION;
  const { entries, next } = revocationPage(sql, from, nowMs, PAGE_REPLICA);
  const revocations = entries.map(
    ({ kind, scope, notBefore, expires }): SnapshotEntry => ({ kind, scope, notBefore, expires }),
  );
  return { entries: [...marks, ...revocations], next };
}

function tenantsAfter(sql: ReadSql, tenant: string): readonly string[] {
  const rows = sql.exec<{ tenant: string }>(
    'SELECT tenant FROM policies WHERE tenant > ? ORDER BY tenant LIMIT ?',
    tenant,
    PAGE_REPLICA,
  );
  return [...rows].map((row) => row.tenant);
}

/** All that {@link statePage} gives, then the documents that belong into a backup. @param cursor as above */
export function exportPage(sql: ReadSql, cursor: string | null, nowMs: number): Page<StateEntry> {
  const place = cursor === null ? null : parsePlace(cursor);
  if (place?.[0] === 'kept') return keptEntries(sql, place, nowMs);
  const page = statePage(sql, cursor, nowMs);
  if (page.next !== null) return page;
  const kept = keptEntries(sql, ['kept', '', ''], nowMs);
  return { entries: [...page.entries, ...kept.entries], next: kept.next };
}

function keptEntries(
  sql: ReadSql,
  [, home, key]: Extract<Place, readonly ['kept', ...string[]]>,
  nowMs: number,
): Page<StateEntry> {
  const { entries, last } = backupPage(sql, [home, key], nowMs);
  return { entries, next: last === null ? null : cursorOf(['kept', ...last]) };
}

function revocationPage(
  sql: ReadSql,
  [, tenant, kind, id]: Extract<Place, readonly ['revocations', ...string[]]>,
  nowMs: number,
  maxRows: number,
): Page<Extract<DecidedEntry, { kind: 'revocation' }>> {
  const rows = [
    ...sql.exec<RevocationRow>(
      `SELECT ${REVOCATION_COLUMNS} FROM revocations
       WHERE +expires > ? AND (tenant, kind, id) > (?, ?, ?) ORDER BY tenant, kind, id LIMIT ?`,
      nowMs / 1000,
      tenant,
      kind,
      id,
      maxRows + 1,
    ),
  ];
  const given = rows.slice(0, maxRows);
  const last = rows.length > given.length ? given.at(-1) : undefined;
  return {
    entries: given.map((row) => ({ kind: 'revocation', ...revocationOf(row) })),
    next: last === undefined ? null : cursorOf(['revocations', last.tenant, last.kind, last.id]),
  };
}

function cursorOf(place: Place): string {
  return JSON.stringify(place);
}

function parsePlace(cursor: string): Place {
  const place = parseJson(cursor);
  if (!Array.isArray(place) || !place.every((part) => typeof part === 'string')) throw unknownCursor();
  const [part, tenant, kind, id] = place as string[];
  if (part === 'policies' && tenant !== undefined && place.length === 2) return [part, tenant];
  if (part === 'kept' && tenant !== undefined && kind !== undefined && place.length === 3) return [part, tenant, kind];
  if (part === 'revocations' && tenant !== undefined && kind !== undefined && id !== undefined && place.length === 4)
    return [part, tenant, kind, id];
  throw unknownCursor();
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
