import {
  addUpDays,
  kindKey,
  MAX_KINDS_A_DAY,
  REPORT_DAYS,
  type ReportedKind,
  type RouteCounts,
  type ViolationKind,
} from '../../core/reports/index.ts';
import type { ReadSql, WriteSql } from './sql.ts';

interface ReportRow extends Record<string, SqlStorageValue> {
  day: number;
  kind: string;
  count: number;
  document: string;
}

/** Stands for all kinds beyond those that have a count each. */
const OVERFLOW = '';

export function countReports(sql: WriteSql, day: number, counts: readonly RouteCounts[]): void {
  for (const { route, kinds, overflow } of counts) {
    for (const { count, document, ...kind } of kinds) {
      const key = kindKey(kind);
      add(sql, route, day, hasRoomFor(sql, route, day, key) ? key : OVERFLOW, count, document);
    }
    if (overflow > 0) add(sql, route, day, OVERFLOW, overflow, '');
  }
}

/** `null`: nothing was reported of it. */
export function readReports(sql: ReadSql, today: number, route: string): RouteCounts<ReportedKind> | null {
  const rows = [
    ...sql.exec<ReportRow>(
      'SELECT day, kind, count, document FROM reports WHERE route = ? AND day > ? AND day <= ?',
      route,
      today - REPORT_DAYS,
      today,
    ),
  ];
  if (rows.length === 0) return null;
  const overflow = rows.filter(({ kind }) => kind === OVERFLOW).reduce((sum, { count }) => sum + count, 0);
  const stored = rows
    .filter(({ kind }) => kind !== OVERFLOW)
    .map(({ day, kind, count, document }) => ({ ...kindOf(kind), day, count, document }));
  return addUpDays(route, stored, overflow);
}

function hasRoomFor(sql: ReadSql, route: string, day: number, key: string): boolean {
  const [known] = sql.exec('SELECT 1 FROM reports WHERE route = ? AND day = ? AND kind = ?', route, day, key);
  if (known !== undefined) return true;
  const { kinds } = sql
    .exec<{ kinds: number }>(
      `SELECT count(*) AS kinds FROM reports WHERE route = ? AND day = ? AND kind <> '${OVERFLOW}'`,
      route,
      day,
    )
    .one();
  return kinds < MAX_KINDS_A_DAY;
}

function add(sql: WriteSql, route: string, day: number, kind: string, count: number, document: string): void {
  sql.exec(
    `INSERT INTO reports (route, day, kind, count, document) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (route, day, kind) DO UPDATE SET count = count + excluded.count`,
    route,
    day,
    kind,
    count,
    document,
  );
}

function kindOf(key: string): ViolationKind {
  const [directive, disposition, blocked] = JSON.parse(key) as [string, ViolationKind['disposition'], string];
  return { directive, disposition, blocked };
}
