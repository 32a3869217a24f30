import { type RefusalOf, refuse } from '../reasons/index.ts';
import { decodedBytes, decodedUtf8, decodeUnreserved, pathProblem } from './path-form.ts';
import type { Target } from './target.ts';

/** The paths that servers may take a path for, itself among them, and how each is read. */
export type Readings = ReadonlyMap<string, string>;

/** A path that a server may read as a malformed one, or in more ways than are compared. */
export type UnclearPath = RefusalOf<'path_ambiguous'>;

/** Each odd spelling at most doubles the readings: a path with more has more kinds of them than a name needs. */
const MAX_READINGS = 32;

const LENIENT = new TextDecoder('utf-8', { fatal: false, ignoreBOM: true });

/** Bytes that are not ASCII. */
const ENCODED_BYTES = /(?:%[89A-F][0-9A-F])+/gi;

/** What servers do to a path before they look for what it names, each alone or one after the other. */
const REWRITES: readonly { readonly how: string; readonly rewrite: (path: string) => string }[] = [
  { how: '"/" for %2F', rewrite: (path) => path.replace(/%2F/gi, '/') },
  { how: '"/" for %5C', rewrite: (path) => path.replace(/%5C/gi, '/') },
  { how: '";" for %3B', rewrite: (path) => path.replace(/%3B/gi, ';') },
  { how: 'cut at %3F', rewrite: (path) => path.replace(/%3F.*/i, '') },
  { how: 'cut at %23', rewrite: (path) => path.replace(/%23.*/i, '') },
  { how: 'without path parameters', rewrite: (path) => path.replace(/;[^/]*/g, '') },
  { how: 'cut at ";"', rewrite: (path) => path.replace(/;.*/, '') },
  {
    how: 'decoded twice',
    rewrite: (path) => decodeUnreserved(path.replace(/%25([0-9A-F]{2})/gi, '%$1')),
  },
  { how: 'without dots at the end of names', rewrite: (path) => path.split('/').map(withoutDots).join('/') },
  { how: 'as Latin-1', rewrite: (path) => rewriteBytes(path, decodedBytes) },
  { how: 'without bytes that are not UTF-8', rewrite: (path) => rewriteBytes(path, withoutBadBytes) },
];

/**
 * All readings of a target's path. Refuses where one of them is ambiguous itself: a dot segment that only some servers see, for
 * example.
 */
export function readingsOf({ path, odd }: Target): Readings | UnclearPath {
  const readings = new Map<string, string>([[path, '']]);
  if (odd === undefined) return readings;
  // A map is walked in order, with what is added on the way.
  for (const [known, before] of readings) {
    for (const { how, rewrite } of REWRITES) {
      const other = rewrite(known);
      if (readings.has(other)) continue;
      const words = before === '' ? how : `${before}, ${how}`;
      const problem = pathProblem(other);
      if (problem !== null) return refuse('path_ambiguous', null, { detail: `${words}: ${problem}` });
      if (readings.size === MAX_READINGS)
        return refuse('path_ambiguous', null, { detail: `more than ${MAX_READINGS} readings` });
      readings.set(other, words);
    }
  }
  return readings;
}

function withoutDots(segment: string): string {
  let end = segment.length;
  while (segment[end - 1] === '.') end -= 1;
  return segment.slice(0, end);
}

/** Spells bytes that are not UTF-8 as the text that a server makes of them. */
function rewriteBytes(path: string, textOf: (bytes: string) => string): string {
  return path.replace(ENCODED_BYTES, (bytes) =>
    decodedUtf8(bytes) === null ? encodeURIComponent(textOf(bytes)) : bytes,
  );
}

function withoutBadBytes(encoded: string): string {
  const bytes = Uint8Array.from(decodedBytes(encoded), (character) => character.charCodeAt(0));
  return LENIENT.decode(bytes).replaceAll('\ufffd', '');
}
