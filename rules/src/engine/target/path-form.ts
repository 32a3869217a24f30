import type { Spelling } from '../../policy/index.ts';

/** The segments of a path that servers may read in several ways: index to the spellings in it. */
export type OddSegments = ReadonlyMap<number, readonly Spelling[]>;

const BAD_PERCENT = /%(?![0-9A-Fa-f]{2})/;
/** Letters, digits, `-`, `.`, `_` and `~`: they never need to be encoded. */
const ENCODED_UNRESERVED = /%(?:2[DE]|3[0-9]|4[1-9A-F]|5[0-9AF]|6[1-9A-F]|7[0-9AE])/gi;
const TWICE_ENCODED = /%25(?=[0-9A-Fa-f]{2})/g;
const ENCODED_CONTROL = /%(?:[01][0-9A-F]|7F)/i;
/** What lenient decoders read as another character: overlong forms, surrogates, more than Unicode has (RFC 3629 section 3). */
const OVERLONG = /%(?:C[01]|E0%[89]|ED%[AB]|F0%8|F4%[9AB]|F[5-9A-F]%[89AB])/i;
/** Text without encodings, and characters of one to four encoded bytes (RFC 3629 section 4). */
const ENCODED_UTF8 =
  /^(?:[^%]|%[0-7][0-9A-F]|%(?:C[2-9A-F]|D[0-9A-F])%[89AB][0-9A-F]|%(?:E0%[AB][0-9A-F]|E[1-9A-CEF]%[89AB][0-9A-F]|ED%[89][0-9A-F])%[89AB][0-9A-F]|%(?:F0%[9AB][0-9A-F]|F[1-3]%[89AB][0-9A-F]|F4%8[0-9A-F])%[89AB][0-9A-F]%[89AB][0-9A-F])*$/i;
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
const CONTROL = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\ufeff]/;
const EDGE_SPACE = /^\s|\s$/;
const ONLY_DOTS = /^\.+$/;
/** More than Unicode's own limit for text that is read in bounded time (UAX #15 section 13): to order them takes quadratic time. */
const STACKED_MARKS = /[\p{M}\uff9e\uff9f]{31}/u;
/** What any odd segment has. */
const MAYBE_ODD = /;|\.(?:\/|$)|%(?:2[35F]|3[BF]|5C|[89A-F])/i;

/** What a refusal calls each spelling. */
export const SPELLING_WORDS: { readonly [S in Spelling]: string } = {
  encodedSlash: 'encoded slash',
  encodedDelimiters: 'encoded delimiter',
  dots: 'trailing dot',
  semicolons: 'path parameter',
  nonUtf8: 'encoding that is not UTF-8',
};

const IS_SPELLED: { readonly [S in Spelling]: (segment: string) => boolean } = {
  encodedSlash: (segment) => /%2F/i.test(segment),
  encodedDelimiters: (segment) => /%(?:23|3[BF]|5C|25[0-9A-F]{2})/i.test(segment),
  dots: (segment) => segment.endsWith('.'),
  semicolons: (segment) => segment.includes(';'),
  nonUtf8: (segment) => decodedUtf8(segment) === null,
};

const SPELLED = Object.entries(IS_SPELLED) as [Spelling, (segment: string) => boolean][];

/** Decodes what never needs encoding (RFC 3986 section 6.2.2.2): every server reads both spellings alike. */
export function decodeUnreserved(path: string): string {
  return path.includes('%') ? path.replace(ENCODED_UNRESERVED, decodeURIComponent) : path;
}

/** What is wrong with the encoding of `path` as it came, or `null`. Decoding must not make an encoding that was not there. */
export function encodingProblem(path: string, decoded: string): string | null {
  if (BAD_PERCENT.test(path)) return 'bad percent-encoding';
  return timesTwiceEncoded(path) === timesTwiceEncoded(decoded) ? null : 'double encoding';
}

function timesTwiceEncoded(path: string): number {
  return path.match(TWICE_ENCODED)?.length ?? 0;
}

/** What no route takes in a path without needless encodings, or `null`. */
export function pathProblem(path: string): string | null {
  if (path.includes('\\')) return 'back-slash';
  if (path.includes('#')) return 'fragment';
  const [control] = ENCODED_CONTROL.exec(path) ?? [];
  if (control !== undefined) return `encoded control character (${control})`;
  if (OVERLONG.test(path)) return 'overlong UTF-8';
  const segments = path.slice(1).split('/');
  for (const [index, segment] of segments.entries()) {
    if (segment === '' && index < segments.length - 1) return 'empty segment';
    const problem = segmentProblem(segment);
    if (problem !== null) return problem;
  }
  return null;
}

function segmentProblem(segment: string): string | null {
  if (ONLY_DOTS.test(segment)) return 'dot segment';
  const decoded = decodedUtf8(segment) ?? decodedBytes(segment);
  if (CONTROL.test(decoded)) return 'control character';
  if (STACKED_MARKS.test(decoded)) return 'too many combining marks';
  return EDGE_SPACE.test(decoded) ? 'white space at the edge of a segment' : null;
}

/** The odd segments of a path that has no {@link pathProblem}; `null` where there are none. */
export function oddSegmentsOf(path: string): OddSegments | null {
  if (!MAYBE_ODD.test(path)) return null;
  const odd = new Map<number, readonly Spelling[]>();
  for (const [index, segment] of path.slice(1).split('/').entries()) {
    const spellings = SPELLED.filter(([, isSpelled]) => isSpelled(segment)).map(([spelling]) => spelling);
    if (spellings.length > 0) odd.set(index, spellings);
  }
  return odd.size === 0 ? null : odd;
}

/** The text that the encoded bytes are; `null` if they are not UTF-8. Asked before decoding, since an exception costs microseconds. */
export function decodedUtf8(segment: string): string | null {
  if (!segment.includes('%')) return segment;
  return ENCODED_UTF8.test(segment) ? decodeURIComponent(segment) : null;
}

/** Each encoded byte as the character of its number, as in Latin-1. */
export function decodedBytes(segment: string): string {
  return segment.replace(/%([0-9A-Fa-f]{2})/g, (_match, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}
