import { type Parsed, parsed, unreadable } from '../../../compiler/problems/index.ts';
import { MINUTES_A_WEEK } from './decide.ts';

const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];
const MINUTES_A_DAY = 24 * 60;
const WINDOW =
  /^(mon|tue|wed|thu|fri|sat|sun)(?:-(mon|tue|wed|thu|fri|sat|sun))? ([0-9]{2}):([0-9]{2})-([0-9]{2}):([0-9]{2}) UTC(?:([+-])([0-9]{2}):([0-9]{2}))?$/;
const FORM = 'Write days, hours and an offset, such as "mon-fri 08:00-18:00 UTC" or "sat 09:00-12:00 UTC+01:00".';
/** West and east of Greenwich, the farthest there are. */
const MOST_BEHIND = 12 * 60;
const MOST_AHEAD = 14 * 60;

/** Reads `mon-fri 08:00-18:00 UTC+01:00` as pairs `first, end` of minutes since Monday 00:00 UTC, unsorted. */
export function parseTimes(text: string): Parsed<readonly (readonly [number, number])[]> {
  const match = WINDOW.exec(text);
  if (match === null) return unreadable(`"${text}" is not a window of time.`, formFix(text));
  const [, firstDay = '', lastDay, ...rest] = match;
  const [startHour, startMinute, endHour, endMinute] = rest.slice(0, 4).map(Number);
  const start = minuteOfDay(startHour, startMinute);
  const end = minuteOfDay(endHour, endMinute);
  if (start === null || end === null || start === MINUTES_A_DAY)
    return unreadable(`"${text}" has an hour that no day has.`, 'Write 00:00 to 23:59; the end may be 24:00.');
  if (firstDay === lastDay) return unreadable(`"${text}" names one day as a range.`, `Write "${firstDay}" alone.`);
  const offset = parseOffset(rest[4], rest[5], rest[6]);
  if (!offset.ok) return offset;
  const days = daysOf(firstDay, lastDay ?? firstDay);
  if (end <= start) return unreadable(...emptyWindow(text, days, end === start));
  return parsed(days.flatMap((day) => inWeek(day * MINUTES_A_DAY + start - offset.value, end - start)));
}

/** Sorts pairs and joins those that overlap or meet, flat: `first, end, first, end …`. */
export function joinTimes(pairs: readonly (readonly [number, number])[]): readonly number[] {
  const joined: number[] = [];
  for (const [first, end] of pairs.toSorted((a, b) => a[0] - b[0])) {
    const lastEnd = joined.at(-1);
    if (lastEnd !== undefined && first <= lastEnd) joined[joined.length - 1] = Math.max(lastEnd, end);
    else joined.push(first, end);
  }
  return joined;
}

function minuteOfDay(hour = 99, minute = 99): number | null {
  const total = hour * 60 + minute;
  return minute < 60 && total <= MINUTES_A_DAY ? total : null;
}

/** Minutes ahead of UTC. */
function parseOffset(sign: string | undefined, hours: string | undefined, minutes: string | undefined): Parsed<number> {
  if (sign === undefined) return parsed(0);
  const shown = `UTC${sign}${hours}:${minutes}`;
  const size = Number(hours) * 60 + Number(minutes);
  if (size === 0) return unreadable(`"${shown}" is UTC itself.`, 'Write "UTC".');
  const exists =
    Number(minutes) % 15 === 0 && Number(minutes) < 60 && size <= (sign === '+' ? MOST_AHEAD : MOST_BEHIND);
  if (!exists)
    return unreadable(`There is no offset "${shown}".`, 'Write UTC-12:00 to UTC+14:00, in steps of 15 minutes.');
  return parsed(sign === '+' ? size : -size);
}

/** A range of days may run over Sunday, as `sun-thu` does. */
function daysOf(first: string, last: string): readonly number[] {
  const start = DAYS.indexOf(first);
  const count = ((DAYS.indexOf(last) - start + 7) % 7) + 1;
  return Array.from({ length: count }, (_, index) => (start + index) % 7);
}

/** One window as it lies in the week of UTC: cut in two where it runs over the week's end. */
function inWeek(start: number, length: number): (readonly [number, number])[] {
  const first = ((start % MINUTES_A_WEEK) + MINUTES_A_WEEK) % MINUTES_A_WEEK;
  const end = first + length;
  if (end <= MINUTES_A_WEEK) return [[first, end]];
  return [
    [first, MINUTES_A_WEEK],
    [0, end - MINUTES_A_WEEK],
  ];
}

function emptyWindow(text: string, days: readonly number[], isEmpty: boolean): [message: string, fix: string] {
  if (isEmpty) return [`The window "${text}" is empty.`, 'Let it end after it starts; a whole day is 00:00-24:00.'];
  const [head = '', hours = '', zone = ''] = text.split(' ');
  const [start = '', end = ''] = hours.split('-');
  if (end === '00:00')
    return [`The window "${text}" ends before it starts.`, `Write "${head} ${start}-24:00 ${zone}".`];
  const next = days.map((day) => DAYS[(day + 1) % 7] ?? '');
  const nextHead = next.length === 1 ? next[0] : `${next[0]}-${next.at(-1)}`;
  const [before, after] = [`${head} ${start}-24:00 ${zone}`, `${nextHead} 00:00-${end} ${zone}`];
  return [`The window "${text}" ends before it starts.`, `Split it at midnight: "${before}" and "${after}".`];
}

function formFix(text: string): string {
  if (WINDOW.test(text.toLowerCase().replace(/ utc/, ' UTC')))
    return `Write "${text.toLowerCase().replace(/ utc/, ' UTC')}".`;
  if (/ (?:GMT|Z|[A-Z]{3,4}|[A-Z][A-Za-z]+\/[A-Za-z_]+)$/.test(text) && !text.endsWith(' UTC'))
    return 'Write the offset from UTC, such as UTC or UTC+01:00; names of zones and daylight saving time are not followed.';
  return FORM;
}
