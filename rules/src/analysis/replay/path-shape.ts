import { plainText } from './plain-text.ts';

const DIGITS = /^\d+$/;
const UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;
const HEX = /^(?=.*\d)[0-9a-f]{8,}$/i;
/** Long, with digits and letters mixed: an id or a token of some other making. */
const OPAQUE = /^(?=(?:.*\d){3})(?=.*[A-Za-z])[A-Za-z0-9_-]{16,}$/;
/** A name of letters, then a number: `INV-2041`. */
const NUMBERED = /^([A-Za-z]{1,12}[-_])\d+$/;
const MAX_SEGMENTS = 12;
const MAX_SEGMENT_CHARACTERS = 80;

/** The path with what looks like an id replaced, so that requests for many things of one kind are one line. Without the query. */
export function pathShape(target: string): string {
  const segments = withoutQuery(target).split('/');
  const shown = segments.slice(0, MAX_SEGMENTS + 1).map(segmentShape);
  return `${shown.join('/')}${segments.length > shown.length ? '/...' : ''}`;
}

/** The path alone: queries may hold secrets, which do not belong in a report. */
export function withoutQuery(target: string): string {
  return target.replace(/[?#].*$/s, '');
}

function segmentShape(segment: string): string {
  if (DIGITS.test(segment) || UUID.test(segment) || HEX.test(segment) || OPAQUE.test(segment)) return '{id}';
  const dot = segment.lastIndexOf('.');
  if (dot > 0 && DIGITS.test(segment.slice(0, dot))) return `{id}${plainText(segment.slice(dot), 12)}`;
  return plainText(segment.replace(NUMBERED, '$1{id}'), MAX_SEGMENT_CHARACTERS);
}
