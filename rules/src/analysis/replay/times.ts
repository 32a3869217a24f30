const CLF = /^(\d{2})\/([A-Z][a-z]{2})\/(\d{4}):(\d{2}):(\d{2}):(\d{2})(?:[.,]\d{1,9})? ([+-])(\d{2}):?(\d{2})$/;
const ISO =
  /^(\d{4})[-/](\d{2})[-/](\d{2})[T ](\d{2}):(\d{2}):(\d{2})(?:[.,]\d{1,9})? ?(?:(Z)|([+-])(\d{2}):?(\d{2})(?: [A-Z]{3,4})?)?$/;
const UNIX = /^\d{1,19}(?:\.\d{1,9})?$/;
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/**
 * Seconds since the epoch, without their fraction, of a time as logs write it: that of nginx and Apache, ISO 8601 (without
 * a zone, UTC), or Unix time in seconds, milliseconds, microseconds or nanoseconds. `undefined` for anything else.
 */
export function parseLogTime(value: unknown): number | undefined {
  if (typeof value === 'number') return parseUnix(value);
  if (typeof value !== 'string') return undefined;
  return UNIX.test(value) ? parseUnix(Number(value)) : (parseIso(value) ?? parseClf(value));
}

function parseUnix(number: number): number | undefined {
  if (!Number.isFinite(number) || number < 0) return undefined;
  for (const [least, unit] of UNITS) if (number >= least) return Math.floor(number / unit);
  return Math.floor(number);
}

const UNITS = [
  [1e17, 1e9],
  [1e14, 1e6],
  [1e11, 1e3],
] as const;

function parseIso(text: string): number | undefined {
  const [whole, year, month, day, hours, minutes, seconds, , sign, zoneHours, zoneMinutes] = ISO.exec(text) ?? [];
  if (whole === undefined) return undefined;
  const utc = Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hours), Number(minutes), Number(seconds));
  return atZone(utc, sign, zoneHours, zoneMinutes);
}

function parseClf(text: string): number | undefined {
  const [, day, month, year, hours, minutes, seconds, sign, zoneHours, zoneMinutes] = CLF.exec(text) ?? [];
  const monthIndex = MONTHS.indexOf(month ?? '');
  if (monthIndex < 0) return undefined;
  const utc = Date.UTC(Number(year), monthIndex, Number(day), Number(hours), Number(minutes), Number(seconds));
  return atZone(utc, sign, zoneHours, zoneMinutes);
}

function atZone(utcMs: number, sign?: string, hours?: string, minutes?: string): number {
  const offset = sign === undefined ? 0 : (Number(hours) * 60 + Number(minutes)) * 60;
  return utcMs / 1000 + (sign === '-' ? offset : -offset);
}
