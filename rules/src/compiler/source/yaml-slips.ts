import type { YAMLError } from 'yaml';

/** A mistake in the YAML of a file, at an offset into its text. */
export interface YamlSlip {
  readonly offset: number;
  readonly message: string;
  readonly fix: string;
}

/** Characters of a word that a message names. */
const MAX_SHOWN = 100;
const OPENERS = '{[';
const CLOSERS = '}]';

/**
 * Text that needs quotes since its braces or brackets would begin a map or a list, such as `/invoices/{id}` in a map on
 * one line: the word around the first error, and the text with those characters replaced, to look for further mistakes.
 * @returns `null` where something else is wrong
 */
export function unquotedWord(
  text: string,
  [offset]: readonly [number, number],
): { slip: YamlSlip; mended: string } | null {
  const [start, end] = wordAround(text, offset);
  const word = text.slice(start, end);
  const plain = word.replace(/[{}[\]]/g, '_');
  if (plain === word || start === end) return null;
  const shown = word.length > MAX_SHOWN ? `${word.slice(0, MAX_SHOWN)}…` : word;
  const slip: YamlSlip = {
    offset: start,
    message: `${shown} needs quotes, since ${word.includes('{') ? '"{" begins a map' : '"[" begins a list'} here.`,
    fix: `Write "${shown}", with the quotes.`,
  };
  return { slip, mended: text.slice(0, start) + plain + text.slice(end) };
}

/** The word that holds the offset, without brackets around it whose partners stand elsewhere, or that wrap all of it. */
function wordAround(text: string, offset: number): readonly [start: number, end: number] {
  let start = offset;
  let end = offset;
  while (start > 0 && !isBoundary(text[start - 1])) start -= 1;
  while (end < text.length && !isBoundary(text[end])) end += 1;
  for (;;) {
    const partners = partnersIn(text, start, end);
    const opener = [...partners].findLast(
      ([at, partner]) => partner === null && at <= offset && isIn(OPENERS, text[at]),
    );
    const closer = [...partners].find(([at, partner]) => partner === null && at >= offset && isIn(CLOSERS, text[at]));
    if (opener !== undefined) start = opener[0] + 1;
    else if (closer !== undefined) end = closer[0];
    else if (partners.get(start) === end - 1) [start, end] = [start + 1, end - 1];
    else return start <= offset && offset < end ? [start, end] : [offset, offset];
  }
}

/** Each bracket of a stretch and the one that closes or opens it. */
function partnersIn(text: string, start: number, end: number): ReadonlyMap<number, number | null> {
  const partners = new Map<number, number | null>();
  const open: number[] = [];
  for (let at = start; at < end; at += 1) {
    const character = text[at];
    if (isIn(OPENERS, character)) open.push(at);
    if (isIn(OPENERS, character) || isIn(CLOSERS, character)) partners.set(at, null);
    if (!isIn(CLOSERS, character)) continue;
    const last = open.at(-1);
    if (last === undefined || OPENERS.indexOf(text[last] ?? '') !== CLOSERS.indexOf(character ?? '')) continue;
    open.pop();
    partners.set(at, last).set(last, at);
  }
  return partners;
}

function isIn(characters: string, character: string | undefined): boolean {
  return character !== undefined && characters.includes(character);
}

function isBoundary(character: string | undefined): boolean {
  return character === undefined || /[\s,"'#]/.test(character);
}

/** Errors that are mistakes in their own right: those that only follow from the one before are left out. */
export function ownSlips(errors: readonly YAMLError[], lineOf: (offset: number) => number): readonly YamlSlip[] {
  const own: YAMLError[] = [];
  for (const error of errors) {
    const last = own.at(-1);
    const isEcho =
      last !== undefined &&
      (lineOf(last.pos[0]) === lineOf(error.pos[0]) ||
        (error.code === 'UNEXPECTED_TOKEN' && error.message.includes('token in YAML stream')));
    if (!isEcho) own.push(error);
  }
  return own.map((error) => ({ offset: error.pos[0], message: describe(error), fix: fixOf(error) }));
}

function describe(error: YAMLError): string {
  if (error.code === 'TAB_AS_INDENT') return 'A tab is used for indentation.';
  if (error.code === 'MULTIPLE_DOCS') return 'The file holds more than one YAML document.';
  const sentence = (error.message.split('\n')[0] ?? '').trim();
  return /[.!?]$/.test(sentence) ? sentence : `${sentence}.`;
}

function fixOf(error: YAMLError): string {
  if (error.code === 'TAB_AS_INDENT') return 'Indent with spaces, two a level.';
  if (error.code === 'MULTIPLE_DOCS') return 'Remove the line "---" and what belongs to the other document.';
  if (error.code === 'TAG_RESOLVE_FAILED') return 'Remove the tag.';
  return 'Correct the YAML here, or in the line before. Text with ": ", " #", "{" or "*" needs quotes.';
}
