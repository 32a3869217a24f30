const ISO_TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:\d{2})$/;

/**
 * A time as providers write it: a NumericDate, or a text with its zone such as `2026-01-31T08:00:00Z`.
 * @returns seconds since the epoch; `null`: nothing is said, `undefined`: something else is
 */
export function momentOf(value: unknown): number | null | undefined {
  if (value === undefined || value === null || value === '') return null;
  const seconds = typeof value === 'string' && ISO_TIME.test(value) ? Date.parse(value) / 1000 : value;
  return typeof seconds === 'number' && seconds > 0 && seconds < 1e11 ? seconds : undefined;
}
