import { type Intervals, intersect, subtract } from './intervals.ts';

/** Moments at which a route is open: minutes of the week, between two moments. */
export interface MomentSet {
  readonly week: Intervals;
  /** Seconds since the epoch; infinite where there is no bound. */
  readonly from: number;
  readonly until: number;
}

const MINUTES_A_DAY = 24 * 60;
const MINUTES_A_WEEK = 7 * MINUTES_A_DAY;
const SECONDS_A_WEEK = 60 * MINUTES_A_WEEK;
/** A Monday, 00:00 UTC: where a week is looked at that no bound places. */
const SOME_MONDAY = Date.UTC(2026, 0, 5) / 1000;
const WHOLE_WEEK: Intervals = [[0n, BigInt(MINUTES_A_WEEK - 1)]];
const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];

/** Every moment. */
export const ALWAYS: MomentSet = {
  week: WHOLE_WEEK,
  from: Number.NEGATIVE_INFINITY,
  until: Number.POSITIVE_INFINITY,
};

/**
 * @param week sorted, disjoint pairs `first, end` of minutes since Monday 00:00 UTC, the end excluded; `null`: all of it
 * @param fromSeconds since the epoch; `null`: no bound
 */
export function momentsOf(
  week: readonly number[] | null,
  fromSeconds: number | null,
  untilSeconds: number | null,
): MomentSet {
  return {
    week: week === null ? WHOLE_WEEK : weekOf(week),
    from: fromSeconds ?? ALWAYS.from,
    until: untilSeconds ?? ALWAYS.until,
  };
}

/** Moments of both. */
export function intersectMoments(a: MomentSet, b: MomentSet): MomentSet {
  return { week: intersect(a.week, b.week), from: Math.max(a.from, b.from), until: Math.min(a.until, b.until) };
}

/** Moments of `a` outside `b`, cut where either begins or ends; each part has a moment. */
export function withoutMoments(a: MomentSet, b: MomentSet): readonly MomentSet[] {
  return parts(a, b, (isInB) => (isInB ? subtract(a.week, b.week) : a.week));
}

/** Moments of both, cut where either begins or ends; each part has a moment. */
export function commonMoments(a: MomentSet, b: MomentSet): readonly MomentSet[] {
  return parts(a, b, (isInB) => (isInB ? intersect(a.week, b.week) : []));
}

/** The first moment of the set, or some moment where it has no first one; `null` where it is empty. */
export function someMoment({ week, from, until }: MomentSet): number | null {
  const start = Number.isFinite(from) ? from : Number.isFinite(until) ? until - 2 * SECONDS_A_WEEK : SOME_MONDAY;
  const candidates = week.map(([first, last]) => nextIn(Number(first), Number(last), start));
  const moment = Math.min(...candidates);
  return moment < until ? moment : null;
}

/** As the rules would say it. */
export function momentWords({ week, from, until }: MomentSet): string {
  const words = [
    ...(Number.isFinite(from) ? [`from ${isoMinute(from)}`] : []),
    ...(Number.isFinite(until) ? [`until ${isoMinute(until)}`] : []),
  ];
  const hours = weekWords(week);
  if (words.length === 0) return hours;
  return hours === 'always' ? words.join(' ') : `${hours}, ${words.join(' ')}`;
}

function parts(a: MomentSet, b: MomentSet, weekOfPart: (isInB: boolean) => Intervals): readonly MomentSet[] {
  const cuts = [b.from, b.until].filter((cut) => cut > a.from && cut < a.until);
  const bounds = [...new Set([a.from, ...cuts, a.until])].toSorted((x, y) => x - y);
  return bounds.slice(0, -1).flatMap((from, index) => {
    const until = bounds[index + 1] ?? a.until;
    const week = intersect(weekOfPart(from >= b.from && until <= b.until), weekBetween(from, until));
    const part = { week, from, until };
    return someMoment(part) === null ? [] : [part];
  });
}

/** Minutes of the week that come between two moments: all of them, if a week does. */
function weekBetween(from: number, until: number): Intervals {
  if (!(until - from < SECONDS_A_WEEK)) return WHOLE_WEEK;
  const first = BigInt(Math.floor(positiveModulo(from - SOME_MONDAY, SECONDS_A_WEEK) / 60));
  const last = BigInt(Math.floor(positiveModulo(until - 1 - SOME_MONDAY, SECONDS_A_WEEK) / 60));
  if (first <= last) return [[first, last]];
  return [
    [0n, last],
    [first, BigInt(MINUTES_A_WEEK - 1)],
  ];
}

function weekOf(pairs: readonly number[]): Intervals {
  return pairs.flatMap((first, index) =>
    index % 2 === 0 ? [[BigInt(first), BigInt((pairs[index + 1] ?? first) - 1)] as const] : [],
  );
}

function nextIn(first: number, last: number, start: number): number {
  const weekStart = start - positiveModulo(start - SOME_MONDAY, SECONDS_A_WEEK);
  const opens = weekStart + 60 * first;
  const closes = weekStart + 60 * (last + 1);
  if (start < closes) return Math.max(start, opens);
  return opens + SECONDS_A_WEEK;
}

function positiveModulo(value: number, modulus: number): number {
  return ((value % modulus) + modulus) % modulus;
}

function isoMinute(seconds: number): string {
  return seconds % 60 === 0
    ? `${new Date(seconds * 1000).toISOString().slice(0, 16)}Z`
    : new Date(seconds * 1000).toISOString().replace('.000', '');
}

function weekWords(week: Intervals): string {
  const byHours = new Map<string, number[]>();
  for (let day = 0; day < DAYS.length; day++) {
    const start = BigInt(day * MINUTES_A_DAY);
    for (const [first, last] of intersect(week, [[start, start + BigInt(MINUTES_A_DAY - 1)]])) {
      const hours = `${clock(Number(first - start))}-${clock(Number(last - start) + 1)}`;
      byHours.set(hours, [...(byHours.get(hours) ?? []), day]);
    }
  }
  if (byHours.get('00:00-24:00')?.length === DAYS.length) return 'always';
  return [...byHours].map(([hours, days]) => `${dayWords(days)} ${hours} UTC`).join(', ');
}

function dayWords(days: readonly number[]): string {
  const isRun = days.length > 2 && (days.at(-1) ?? 0) - (days[0] ?? 0) === days.length - 1;
  return isRun ? `${DAYS[days[0] ?? 0]}-${DAYS[days.at(-1) ?? 0]}` : days.map((day) => DAYS[day]).join('/');
}

function clock(minute: number): string {
  return `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
}
