const DELIMITERS = /[\t\x20-\x2f\x3b-\x40\x5b-\x60\x7b-\x7e]+/;
const TIME = /^(\d{1,2}):(\d{1,2}):(\d{1,2})(?:\D|$)/;
const DAY = /^(\d{1,2})(?:\D|$)/;
const YEAR = /^(\d{2,4})(?:\D|$)/;
/** Longer attributes are ignored (RFC 6265bis section 5.6). */
const MAX_CHARACTERS = 1024;
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/** Reads an `Expires` attribute as browsers do (RFC 6265 section 5.1.1). Milliseconds since the epoch, or `null` where they ignore it. */
export function parseCookieDate(text: string): number | null {
  if (text.length > MAX_CHARACTERS) return null;
  let time: readonly number[] | null = null;
  let day: number | null = null;
  let month: number | null = null;
  let year: number | null = null;
  for (const token of text.split(DELIMITERS)) {
    const named = MONTHS.indexOf(token.slice(0, 3).toLowerCase());
    const [timeMatch, dayMatch, yearMatch] = [TIME.exec(token), DAY.exec(token), YEAR.exec(token)];
    if (time === null && timeMatch !== null) time = timeMatch.slice(1).map(Number);
    else if (day === null && dayMatch !== null) day = Number(dayMatch[1]);
    else if (month === null && named >= 0) month = named;
    else if (year === null && yearMatch !== null) year = fullYear(Number(yearMatch[1]));
  }
  if (time === null || day === null || month === null || year === null) return null;
  const [hour = 0, minute = 0, second = 0] = time;
  if (day < 1 || day > 31 || year < 1601 || hour > 23 || minute > 59 || second > 59) return null;
  const ms = Date.UTC(year, month, day, hour, minute, second);
  // A day that its month lacks makes the date none.
  return new Date(ms).getUTCDate() === day ? ms : null;
}

function fullYear(year: number): number {
  if (year >= 70 && year <= 99) return year + 1900;
  return year <= 69 ? year + 2000 : year;
}
