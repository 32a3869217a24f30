import { createProblem, type Problem } from '../problems/index.ts';

/** Largest file that is read. */
export const MAX_FILE_BYTES = 5 * 1024 * 1024;
/** Longest line of rules. Longer ones cannot be reviewed, and YAML parsers can need minutes for them. */
const MAX_LINE_CHARACTERS = 32 * 1024;
/** Most lines of rules: tens of thousands of routes. */
const MAX_LINES = 200_000;
/** Brackets that may be open at once, counted without regard to quotes; far more than any rules need. */
const MAX_OPEN_BRACKETS = 1000;
const MAX_HIDDEN = 10;
/** Controls, zero-width and bidirectional characters, line separators, byte order marks inside the text, lone surrogates. */
const HIDDEN = /(?![\t\n\r])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\ufffd]/gu;

/** Problems of a file's text itself: its size, and invisible characters. */
export function checkText(file: string, text: string): readonly Problem[] {
  // UTF-8 takes up to three bytes a UTF-16 unit, so the exact count is needed near the bound only.
  if (
    text.length > MAX_FILE_BYTES ||
    (text.length * 3 > MAX_FILE_BYTES && new TextEncoder().encode(text).length > MAX_FILE_BYTES)
  ) {
    const place = { file, position: { line: 1, column: 1 }, lines: [] };
    return [
      createProblem(
        place,
        'file_too_large',
        'The file is larger than 5 MiB.',
        'Move address lists into files of their own, and join routes with wildcards.',
      ),
    ];
  }
  const start = text.startsWith('\uFEFF') ? 1 : 0;
  const problems: Problem[] = [];
  let lines: readonly string[] | null = null;
  for (const match of text.slice(start).matchAll(HIDDEN)) {
    lines ??= text.split(/\r\n|\n|\r/);
    const before = text.slice(0, start + match.index).split(/\r\n|\n|\r/);
    const position = { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
    const code = (match[0].codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
    problems.push(
      createProblem(
        { file, position, lines },
        'hidden_character',
        `The character U+${code} cannot be seen here.`,
        'Remove it, or type the word again.',
      ),
    );
    if (problems.length === MAX_HIDDEN) break;
  }
  return problems;
}

/** Problems that would make a YAML parser run out of time or memory. */
export function checkYamlBounds(file: string, text: string): readonly Problem[] {
  let open = 0;
  let line = 1;
  let lineStart = 0;
  for (let index = 0; index < text.length; index++) {
    const character = text[index];
    if (character === '\n') {
      line += 1;
      lineStart = index + 1;
    } else if (character === '[' || character === '{') open += 1;
    else if (character === ']' || character === '}') open = Math.max(0, open - 1);
    const isTooLong = index - lineStart >= MAX_LINE_CHARACTERS;
    if (!isTooLong && open <= MAX_OPEN_BRACKETS && line <= MAX_LINES) continue;
    const place = { file, position: { line, column: Math.max(1, index - lineStart + 1) }, lines: [] };
    if (line > MAX_LINES)
      return [
        createProblem(
          place,
          'file_too_large',
          `The file has more than ${MAX_LINES} lines.`,
          'Move address lists into files of their own, and join routes with wildcards.',
        ),
      ];
    if (!isTooLong)
      return [createProblem(place, 'yaml_too_deep', 'Too many brackets are open here.', 'Close each "[" and "{".')];
    return [
      createProblem(
        place,
        'file_too_large',
        `The line is longer than ${MAX_LINE_CHARACTERS} characters.`,
        'Break it into several lines.',
      ),
    ];
  }
  return [];
}
