import { type Parsed, parsed, unreadable } from '../problems/index.ts';

const MOMENT = /^(2[0-9]{3})-([0-9]{2})-([0-9]{2})T([0-9]{2}):([0-9]{2})Z$/;

/** Reads `2026-12-01T08:00Z` as seconds since the epoch. */
export function parseMoment(text: string): Parsed<number> {
  const match = MOMENT.exec(text);
  if (match === null) return unreadable(`"${text}" is not a moment.`, formFix(text));
  const milliseconds = Date.parse(`${text.slice(0, -1)}:00.000Z`);
  // Some engines take 30 February for 2 March.
  if (Number.isNaN(milliseconds) || new Date(milliseconds).toISOString().slice(0, 16) !== text.slice(0, 16))
    return unreadable(`There is no moment "${text}".`, 'Write a day and a minute that the calendar has.');
  return parsed(milliseconds / 1000);
}

function formFix(text: string): string {
  if (/^[0-9]{4}-[0-9]{2}-[0-9]{2}$/.test(text)) return `Write the time of day too, such as ${text}T00:00Z.`;
  const [, minutes = '', zone = ''] =
    /^([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2})(?::[0-9.]+)?(.*)/s.exec(text) ?? [];
  if (minutes === '') return 'Write a date and a time in UTC, such as 2026-12-01T08:00Z.';
  if (zone === 'Z') return `Write whole minutes: ${minutes}Z.`;
  return zone === ''
    ? `Write the time in UTC, and say so: ${minutes}Z.`
    : 'Write the time in UTC, such as 2026-12-01T08:00Z.';
}
