/**
 * The moment when a session ends, as HTML, never later than the truth: to the minute, with the zone in which it is said.
 * @param timeZone the reader's, as the platform reports it; UTC where it is not known
 */
export function endTime(language: string, seconds: number, timeZone: string | null): string {
  const moment = new Date(Math.floor(seconds / 60) * 60_000);
  return `<time datetime="${moment.toISOString()}">${formatIn(language, timeZone ?? 'UTC').format(moment)}</time>`;
}

function formatIn(language: string, timeZone: string): Intl.DateTimeFormat {
  try {
    return format(language, timeZone);
  } catch {
    // A zone that this runtime does not know.
    return format(language, 'UTC');
  }
}

function format(language: string, timeZone: string): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat(language, {
    day: 'numeric',
    month: 'long',
    hour: 'numeric',
    minute: '2-digit',
    timeZoneName: 'short',
    timeZone,
  });
}
