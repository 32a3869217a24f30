import { parseDuration, parseMoment } from '@portcullis/rules/compiler';
import { InvalidArgumentError } from 'commander';

/** Reads `a,b` as a list without empty or repeated entries. */
export function readList(text: string): readonly string[] {
  const entries = text.split(',').map((entry) => entry.trim());
  if (entries.includes('')) throw new InvalidArgumentError('Write names with one comma between.');
  return [...new Set(entries)];
}

/** Reads `15m`-like text as seconds. */
export function readSeconds(text: string): number {
  const result = parseDuration(text, { least: '1s', most: '30d' });
  if (!result.ok) throw new InvalidArgumentError(`${result.message} ${result.fix}`);
  return result.value;
}

/** Reads `2026-12-01T08:00Z` as seconds since the epoch. */
export function readMoment(text: string): number {
  const result = parseMoment(text);
  if (!result.ok) throw new InvalidArgumentError(`${result.message} ${result.fix}`);
  return result.value;
}
