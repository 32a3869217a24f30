import type { PageTexts } from './texts/index.ts';

const MINUTE_SECONDS = 60;
const HOUR_SECONDS = 60 * MINUTE_SECONDS;
const DAY_SECONDS = 24 * HOUR_SECONDS;
const formats = new Map<string, Intl.RelativeTimeFormat>();

/** How long to wait, never less than the truth, with the plural forms and cases of the language. */
export function waitText({ language, wait }: PageTexts, seconds: number): string {
  return wait.replace('#', durationText(language, seconds));
}

/** How far off a moment is, such as `in 20 minutes`. */
export function durationText(language: string, seconds: number): string {
  const [count, unit] = timeOf(Math.max(1, Math.ceil(seconds)));
  return formatOf(language).format(count, unit);
}

/** In a unit that readers can picture, rounded up: up to two of the next unit are said in the smaller one. */
function timeOf(seconds: number): readonly [count: number, unit: 'second' | 'minute' | 'hour' | 'day'] {
  if (seconds <= 2 * MINUTE_SECONDS) return [seconds, 'second'];
  if (seconds <= 2 * HOUR_SECONDS) return [Math.ceil(seconds / MINUTE_SECONDS), 'minute'];
  if (seconds <= 2 * DAY_SECONDS) return [Math.ceil(seconds / HOUR_SECONDS), 'hour'];
  return [Math.ceil(seconds / DAY_SECONDS), 'day'];
}

/** Made when first needed: most isolates never say how long to wait in most languages. */
function formatOf(language: string): Intl.RelativeTimeFormat {
  const known = formats.get(language);
  if (known !== undefined) return known;
  const made = new Intl.RelativeTimeFormat(language);
  formats.set(language, made);
  return made;
}
