/** Controls, format characters (bidirectional ones and zero widths among them), line and paragraph separators. */
const HIDDEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/** Longest text of a client that a line of the log holds. */
const MAX_LOGGED_CHARACTERS = 2048;

/**
 * Writes out what would not be seen, or would change how the rest is seen, as JSON escapes it: `\u202e`. A text that is
 * shown on a terminal or kept in a log cannot forge other lines of it then.
 */
export function visibleText(text: string): string {
  return text.replace(HIDDEN, (character) =>
    Array.from({ length: character.length }, (_, index) => `\\u${hex(character.charCodeAt(index))}`).join(''),
  );
}

function hex(unit: number): string {
  return unit.toString(16).padStart(4, '0');
}

/** One line of a log: JSON without hidden characters, with bounded texts. Everything that clients can influence is logged through it. */
export function logLine(record: object): string {
  return visibleText(
    JSON.stringify(record, (_name, value: unknown) => (typeof value === 'string' ? bounded(value) : value)),
  );
}

function bounded(text: string): string {
  return text.length <= MAX_LOGGED_CHARACTERS ? text : `${text.slice(0, MAX_LOGGED_CHARACTERS)}…`;
}
