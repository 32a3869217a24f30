import { readdirSync, readFileSync } from 'node:fs';
import { BASE_RULES, EVERY_KEY_RULES, edited } from './base-rules.ts';

/** One broken file of rules, as `test/vectors/rules` holds them. */
export interface BrokenCase {
  /** Which rules are edited; the base rules where it is absent. */
  readonly base?: 'every-key';
  /** The part of those rules that is replaced; absent: all of them. */
  readonly replace?: string;
  readonly with?: string;
  /** In place of `with`: this text so many times over. */
  readonly repeat?: { readonly text: string; readonly times: number };
  /** In place of `with`: bytes in base64, for files that are not text. */
  readonly bytes?: string;
  /** `line:column code message`, by position. */
  readonly problems: readonly string[];
}

const FOLDER = new URL('../../vectors/rules/', import.meta.url);

/** The cases of each file, by its name. */
export function brokenCases(): ReadonlyMap<string, readonly BrokenCase[]> {
  return new Map(
    readdirSync(FOLDER)
      .sort()
      .map((name) => [name, JSON.parse(readFileSync(new URL(name, FOLDER), 'utf8')) as readonly BrokenCase[]]),
  );
}

/** The whole text of a case; `null` where it is bytes that are no text. */
export function brokenText({ base, replace, with: text, repeat, bytes }: BrokenCase): string | null {
  if (bytes !== undefined) return null;
  const replacement = repeat === undefined ? (text ?? '') : repeat.text.repeat(repeat.times);
  if (replace === undefined) return replacement;
  return edited(replace, replacement, base === 'every-key' ? EVERY_KEY_RULES : BASE_RULES);
}
