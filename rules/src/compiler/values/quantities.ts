import { type Parsed, parsed, unreadable } from '../problems/index.ts';

const UNIT_SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };
const UNIT_BYTES: Readonly<Record<string, number>> = { KiB: 1024, MiB: 1024 ** 2, GiB: 1024 ** 3 };
/** `15m`. */
export const DURATION = /^([1-9][0-9]{0,8})(s|m|h|d)$/;
/** `2MiB`. */
export const SIZE = /^([1-9][0-9]{0,5})(KiB|MiB|GiB)$/;
/** `250ms`, or seconds. */
export const SHORT_DURATION = /^([1-9][0-9]{0,5})(ms|s)$/;
const QUOTA = /^([1-9][0-9]{0,8}) per (.*)$/;
/** A number and a word, with or without a space: what people write when they do not know the units. */
const LOOSE = /^([0-9]+)\s*([A-Za-z]*)$/;
const LOOSE_QUOTA = /^([0-9]+)\s*(?:\/|per|a|an|each|every)\s*(?:([0-9]+)\s*)?([A-Za-z]+)$/;

/** Bounds of a duration, both included. */
export interface DurationBounds {
  readonly least: string;
  readonly most: string;
}

/** Reads `15m`-like text as seconds. */
export function parseDuration(text: string, bounds: DurationBounds): Parsed<number> {
  const seconds = secondsOf(text);
  if (seconds === null) return unreadable(`"${text}" is not a duration.`, durationFix(text, bounds.least));
  const least = secondsOf(bounds.least) ?? 0;
  const most = secondsOf(bounds.most) ?? Number.POSITIVE_INFINITY;
  if (seconds >= least && seconds <= most) return parsed(seconds);
  return unreadable(
    `The duration ${text} is too ${seconds < least ? 'short' : 'long'}.`,
    `Write ${bounds.least} to ${bounds.most}.`,
  );
}

/** Reads `250ms`-like text, or seconds, as milliseconds. */
export function parseShortDuration(text: string, bounds: DurationBounds): Parsed<number> {
  const [ms, least, most] = [text, bounds.least, bounds.most].map(millisecondsOf);
  if (ms === null || ms === undefined)
    return unreadable(`"${text}" is not a duration in ms or s.`, `Write ${bounds.least} to ${bounds.most}.`);
  if (ms >= (least ?? 0) && ms <= (most ?? 0)) return parsed(ms);
  return unreadable(
    `The duration ${text} is too ${ms < (least ?? 0) ? 'short' : 'long'}.`,
    `Write ${bounds.least} to ${bounds.most}.`,
  );
}

/** Reads `5 per 1m`-like text. */
export function parseQuota(text: string): Parsed<{ readonly quota: number; readonly windowSeconds: number }> {
  const match = QUOTA.exec(text);
  if (match === null) {
    if (/^0+ per /.test(text))
      return unreadable(
        'The quota is 0, so no request could pass.',
        'Write a quota of 1 or more, or remove the route.',
      );
    return unreadable(`"${text}" is not a quota.`, quotaFix(text));
  }
  const window = parseDuration(match[2] ?? '', { least: '1s', most: '1d' });
  if (window.ok) return parsed({ quota: Number(match[1]), windowSeconds: window.value });
  return LOOSE_QUOTA.test(text)
    ? unreadable(window.message, secondsOf(match[2] ?? '') === null ? quotaFix(text) : window.fix)
    : window;
}

/** Bounds of a size, both included. */
export interface SizeBounds {
  readonly least: string;
  readonly most: string;
}

/** Reads `2MiB`-like text as bytes. */
export function parseSize(text: string, bounds?: SizeBounds): Parsed<number> {
  const bytes = bytesOf(text);
  if (bytes !== null) {
    const least = bytesOf(bounds?.least ?? '') ?? 0;
    const most = bytesOf(bounds?.most ?? '') ?? Number.POSITIVE_INFINITY;
    if (bytes >= least && bytes <= most) return parsed(bytes);
    return unreadable(
      `The size ${text} is too ${bytes < least ? 'small' : 'large'}.`,
      `Write ${bounds?.least} to ${bounds?.most}.`,
    );
  }
  const loose = LOOSE.exec(text);
  const prefix = /^[kmg]/i.exec(loose?.[2] ?? '')?.[0];
  const fix =
    loose === null || prefix === undefined || Number(loose[1]) === 0
      ? 'Write a size such as 512KiB, 2MiB or 5GiB.'
      : `Write ${Number(loose[1])}${prefix.toUpperCase()}iB.`;
  return unreadable(`"${text}" is not a size.`, fix);
}

function bytesOf(text: string): number | null {
  const match = SIZE.exec(text);
  return match === null ? null : Number(match[1]) * (UNIT_BYTES[match[2] ?? ''] ?? 0);
}

function secondsOf(text: string): number | null {
  const match = DURATION.exec(text);
  return match === null ? null : Number(match[1]) * (UNIT_SECONDS[match[2] ?? ''] ?? 0);
}

function millisecondsOf(text: string): number | null {
  const match = SHORT_DURATION.exec(text);
  return match === null ? null : Number(match[1]) * (match[2] === 's' ? 1000 : 1);
}

function durationFix(text: string, example: string): string {
  const loose = LOOSE.exec(text);
  if (loose !== null && /^(?:ms|milli)/i.test(loose[2] ?? '')) return 'Write whole seconds, such as 1s.';
  const unit = loose === null ? null : unitOf(loose[2] === '' ? 's' : (loose[2] ?? ''));
  if (loose === null || unit === null || Number(loose[1]) === 0)
    return `Write a number and one of s, m, h, d, such as ${example}.`;
  return loose[2] === '' ? `Write the unit, such as ${Number(loose[1])}s.` : `Write ${Number(loose[1])}${unit}.`;
}

function quotaFix(text: string): string {
  const loose = LOOSE_QUOTA.exec(text);
  const unit = loose === null ? null : unitOf(loose[3] ?? '');
  if (loose === null || unit === null) return 'Write a number, "per" and a duration, such as 5 per 1m.';
  return `Write ${Number(loose[1])} per ${loose[2] ?? '1'}${unit}.`;
}

function unitOf(word: string): string | null {
  const match = /^(?:(s|secs?|seconds?)|(m|mins?|minutes?)|(h|hrs?|hours?)|(d|days?))$/i.exec(word);
  if (match === null) return null;
  return ['s', 'm', 'h', 'd'].find((_, index) => match[index + 1] !== undefined) ?? null;
}
