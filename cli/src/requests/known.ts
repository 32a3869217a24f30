import { closest } from '@portcullis/rules/compiler';
import { CommandError } from '../io.ts';

/** Ends the command if one of `entries` is not among `known`. */
export function checkKnown(option: string, what: string, entries: readonly string[], known: readonly string[]): void {
  const unknown = entries.find((entry) => !known.includes(entry));
  if (unknown === undefined) return;
  const match = closest(unknown, known);
  throw new CommandError(
    2,
    `${option} has the unknown ${what} "${unknown}". ${match === null ? `Use some of: ${known.join(', ')}.` : `Did you mean "${match}"?`}`,
  );
}
