import { isCodeName, isPictureName } from './asset-names.ts';

/** What a segment of a path is, as far as its text shows. */
export type SegmentKind =
  | 'word'
  | 'number'
  | 'date'
  | 'uuid'
  | 'hash'
  | 'code'
  | 'asset'
  | 'picture'
  | 'file'
  | 'token';

const DIGITS = /^\d+$/;
const UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;
const DATE = /^\d{4}-\d{2}(?:-\d{2})?(?:T[\d:.-]+Z?)?$/;
const HEX = /^(?=.*\d)[0-9a-f]{8,}$/i;
/** Letters, then a number: `INV-2041`. */
const NUMBERED = /^[A-Za-z]{1,12}[-_]\d+$/;
/** Versions of an interface are words of its paths. */
const VERSION = /^v\d{1,3}(?:(?:alpha|beta|rc|p|\.)\d{0,3})?$/i;
const EXTENSION = /\.[A-Za-z][A-Za-z0-9]{0,11}$/;
/** A part of a file's name that changes with its content or version: `main.3f2a1b9c.js`, `lodash-4.17.21.tgz`, `17.pdf`. */
const VARYING_PART = /^(?:\d+|(?=.*\d)(?=.*[A-Za-z])[A-Za-z0-9]{8,}|[0-9a-f]{7,})$/;
const VERSION_IN_NAME = /[-_.@]v?\d+\.\d+/;
/** Where a word, or a number, begins without a separator. */
const CHANGE = /[a-z](?=[A-Z\d])|[A-Z](?=\d)|\d(?=[A-Za-z])/g;
const MAX_WORD_CHARACTERS = 48;
/** People write no longer words without a break. */
const MAX_LETTERS_OF_WORD = 24;

/**
 * Judges one segment of a canonical path. What may be a secret (a token in a link) is never a word: words end up in the
 * rules and in reports as they are.
 */
export function segmentKind(segment: string): SegmentKind {
  if (DIGITS.test(segment)) return 'number';
  if (UUID.test(segment)) return 'uuid';
  if (DATE.test(segment)) return 'date';
  if (HEX.test(segment)) return 'hash';
  if (NUMBERED.test(segment)) return 'code';
  if (VERSION.test(segment)) return 'word';
  const extension = EXTENSION.exec(segment)?.[0] ?? '';
  const stem = segment.slice(0, segment.length - extension.length);
  if (extension !== '' && stem !== '' && isVarying(stem)) return fileKind(segment);
  return isWord(segment) ? 'word' : 'token';
}

/** A file whose name changes from one version, or one file, to the next. */
function fileKind(name: string): SegmentKind {
  if (isCodeName(name)) return 'asset';
  return isPictureName(name) ? 'picture' : 'file';
}

function isVarying(stem: string): boolean {
  return VERSION_IN_NAME.test(stem) || stem.split(/[-_.~]/).some((part) => VARYING_PART.test(part));
}

/** Text that people wrote to be read: bounded, and each part of it with the rhythm of letters. */
function isWord(segment: string): boolean {
  // An address of a person has its dot behind the sign.
  const isAddress = segment.includes('@') && segment.lastIndexOf('.') > segment.indexOf('@');
  if (segment.length > MAX_WORD_CHARACTERS || isAddress) return false;
  return segment.split(/[^A-Za-z0-9]+/).every(isWordPart);
}

function isWordPart(part: string): boolean {
  if (part.length > MAX_LETTERS_OF_WORD) return false;
  // `x7Kq2p` changes all the time, `getUserName` at each word, `utf8` and `oauth2` once.
  const changes = part.match(CHANGE)?.length ?? 0;
  if (part.length >= 5 && changes > Math.max(2, part.length / 4)) return false;
  return !/[^aeiouyAEIOUY\d]{7,}/.test(part) && !/\d{5,}/.test(part);
}
