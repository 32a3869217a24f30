import {
  addUpDays,
  kindKey,
  MAX_KINDS_A_DAY,
  REPORT_DAYS,
  type ReportedKind,
  type RouteCounts,
  type StoredKind,
} from '../../core/reports/index.ts';
import { askShards } from '../shard.ts';
import { reportField, reportsKey } from './keys.ts';
import type { ScriptRunner } from './script-runner.ts';
import { RedisStateError } from './state-error.ts';

/** A day longer than they are read, whenever on its first day a key is written. */
const LIFETIME_MS = (REPORT_DAYS + 1) * 86_400_000;

export async function countReports(run: ScriptRunner, day: number, counts: readonly RouteCounts[]): Promise<void> {
  if (counts.length === 0) return;
  const keys = await Promise.all(counts.map(({ route }) => reportsKey(route, day)));
  const args = await Promise.all(counts.map((each, index) => argsOf(each, String(index + 1))));
  (await run('count', keys, [String(MAX_KINDS_A_DAY), String(LIFETIME_MS), ...args.flat()])).end();
}

/** A few routes at the same time. */
export async function readReports(
  run: ScriptRunner,
  today: number,
  routes: readonly string[],
): Promise<readonly RouteCounts<ReportedKind>[]> {
  const places = routes.map((_, index) => index);
  const answers = await askShards(places, (place) => readRoute(run, today, routes[place] ?? ''));
  return answers.filter(({ kinds, overflow }) => kinds.length > 0 || overflow > 0);
}

async function argsOf({ kinds, overflow }: RouteCounts, key: string): Promise<readonly string[]> {
  const args = await Promise.all(
    kinds.map(async ({ count, document, ...kind }) => {
      const { directive, disposition, blocked } = kind;
      const text = JSON.stringify({ directive, disposition, blocked, document });
      return [key, await reportField(kindKey(kind)), String(count), text];
    }),
  );
  return [...args.flat(), ...(overflow > 0 ? [key, '', String(overflow), ''] : [])];
}

async function readRoute(run: ScriptRunner, today: number, route: string): Promise<RouteCounts<ReportedKind>> {
  const days = Array.from({ length: REPORT_DAYS }, (_, age) => today - age);
  const reply = await run('reports', await Promise.all(days.map((day) => reportsKey(route, day))), []);
  const overflow = reply.integer();
  const stored = reply.rest().map((line) => parseLine(line, days));
  return addUpDays(route, stored, overflow);
}

function parseLine(line: string, days: readonly number[]): StoredKind {
  const [, place, count, json = ''] = /^(\d+) (\d+) (.*)$/s.exec(line) ?? [];
  const day = days[Number(place)];
  const { directive, disposition, blocked, document } = parseObject(json);
  const isWhole = [directive, blocked, document].every((part) => typeof part === 'string');
  if (day === undefined || !isWhole || (disposition !== 'enforce' && disposition !== 'report')) throw odd();
  return {
    directive: String(directive),
    disposition,
    blocked: String(blocked),
    document: String(document),
    day,
    count: Number(count),
  };
}

function parseObject(json: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(json);
    if (typeof value === 'object' && value !== null) return value as Readonly<Record<string, unknown>>;
  } catch {
    // It is malformed, even if the parser would accept it.
  }
  throw odd();
}

function odd(): RedisStateError {
  return new RedisStateError('Redis holds a count of reports that this gateway did not write');
}
