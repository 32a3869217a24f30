import type { ProblemCode } from './problem.ts';
import type { Path, Report } from './report.ts';
import { suggestFix } from './suggest.ts';

export interface ListWords {
  /** What an entry is called, e.g. `role`. */
  readonly what: string;
  /** What to do about an empty list. */
  readonly emptyFix: string;
}

/** Adds a problem for an empty list and for each entry that stands in it twice. */
export function checkList(report: Report, path: Path, entries: readonly string[], words: ListWords): void {
  if (entries.length === 0)
    report.add(path, 'empty_list', `"${String(path.at(-1))}" is an empty list.`, words.emptyFix);
  const seen = new Set<string>();
  for (const [index, entry] of entries.entries()) {
    if (seen.has(entry))
      report.add(
        [...path, index],
        'duplicate_entry',
        `The ${words.what} "${entry}" stands here twice.`,
        'Remove one of the two.',
      );
    seen.add(entry);
  }
}

/** As `checkList`, and adds a problem for each entry that is not among `known`. */
export function checkReferences(
  report: Report,
  path: Path,
  entries: readonly string[],
  known: ReadonlySet<string>,
  words: ListWords,
): void {
  checkList(report, path, entries, words);
  for (const [index, entry] of entries.entries()) checkReference(report, [...path, index], entry, known, words.what);
}

/** Adds a problem if `entry` is not among `known`. */
export function checkReference(
  report: Report,
  path: Path,
  entry: string,
  known: ReadonlySet<string>,
  what: string,
  code: ProblemCode = 'unknown_reference',
): boolean {
  if (known.has(entry)) return true;
  report.add(path, code, `There is no ${what} "${entry}".`, suggestFix(entry, known, `Declare the ${what} first.`));
  return false;
}
