import {
  effectOfHeader,
  isGatewaysToSay,
  isUnreadable,
  MAX_HEADER_BYTES,
  MAX_HEADERS,
  type NamingHeader,
  trimFieldSpace,
} from '@portcullis/rules/engine';

/** A request's header block, read in one pass. */
export interface ReadHeaders {
  /** Every field by its lower-case name, as it came: values of repeated lines joined by commas. */
  readonly fields: ReadonlyMap<string, string>;
  /** What may go on. */
  readonly headers: Headers;
  /** Size of the block as on the wire: name + value + 4 a field. */
  readonly bytes: number;
  readonly count: number;
  /** Those of them that name other resources; they go on only as they were decided. */
  readonly naming: readonly NamingHeader[];
}

/** Header fields that describe the body or the message itself; a `Connection` header cannot take them away. */
const KEPT_FROM_CONNECTION = /^(?:content-|range$|if-|accept|authorization$)/;

/**
 * Reads a request's headers, and copies what of them may reach an origin. The runtime makes the copy, so that values that are not
 * UTF-8 keep their bytes. The `Cookie` header is left out: the caller puts back what remains of it; one that is not UTF-8 stays,
 * since nothing can be taken out of it. Of a block that is larger than any request may have, nothing goes on, and what was
 * counted says so.
 */
export function readHeaders(source: Headers): ReadHeaders {
  const fields = new Map<string, string>();
  const naming: NamingHeader[] = [];
  const dropped: string[] = [];
  let bytes = 0;
  let count = 0;
  let lines = 0;
  source.forEach((value, name) => {
    if (isTooLarge(bytes, count)) return;
    bytes += name.length + value.length + 4;
    count += 1;
    lines += 1 + separatorsIn(value);
    fields.set(name, value);
    const fate = fateOf(name);
    if (fate === 'kept' || (name === 'cookie' && isUnreadable(value))) return;
    dropped.push(name);
    if (fate === 'named') naming.push({ name, value });
  });
  const isRefused = isTooLarge(bytes, count);
  const headers = new Headers(isRefused ? undefined : source);
  for (const name of dropped) headers.delete(name);
  takeHopByHop(headers, fields);
  if (!isRefused && lines > MAX_HEADERS && !joinLines(headers, fields)) count = MAX_HEADERS + 1;
  return { fields, headers, bytes, count, naming };
}

/** More than any request may have. */
function isTooLarge(bytes: number, count: number): boolean {
  return bytes > MAX_HEADER_BYTES || count > MAX_HEADERS;
}

/** Between the values of a name that came in several lines. */
const SEPARATOR = ', ';

/** How many lines more than one the value may have come in, at most. */
function separatorsIn(value: string): number {
  let found = 0;
  for (let at = value.indexOf(SEPARATOR); at >= 0; at = value.indexOf(SEPARATOR, at + 2)) found += 1;
  return found;
}

/**
 * Makes one line of each name, as which they were counted: an origin that reads a number of lines only would not see what the gateway
 * sets. Changes `headers`.
 * @returns whether they could be joined: values that are not UTF-8 would lose bytes
 */
function joinLines(headers: Headers, fields: ReadonlyMap<string, string>): boolean {
  for (const [name, value] of fields) {
    // Lines of `Set-Cookie` are counted each by itself.
    if (name === 'set-cookie' || !value.includes(SEPARATOR) || !headers.has(name)) continue;
    if (isUnreadable(value)) return false;
    headers.set(name, value);
  }
  return true;
}

/** Verdicts on names seen before, since clients send the same few. Bounded in number and in bytes, since they can send any. */
const verdicts = new Map<string, Fate>();
const MAX_VERDICTS = 1000;
const MAX_REMEMBERED_NAME = 64;

type Fate = 'kept' | 'dropped' | 'named';

function fateOf(name: string): Fate {
  const known = verdicts.get(name);
  if (known !== undefined) return known;
  const fate = isGatewaysToSay(name) ? 'dropped' : effectOfHeader(name) === null ? 'kept' : 'named';
  if (name.length <= MAX_REMEMBERED_NAME && verdicts.size < MAX_VERDICTS) verdicts.set(name, fate);
  return fate;
}

/**
 * Takes out what the client declares hop-by-hop (RFC 9110 section 7.6.1): only what is there, since a client can name thousands, and
 * each question to the runtime costs. Changes `headers`.
 */
function takeHopByHop(headers: Headers, fields: ReadonlyMap<string, string>): void {
  const connection = fields.get('connection');
  if (connection === undefined || connection === 'keep-alive') return;
  const named = new Set(connection.toLowerCase().split(',').map(trimFieldSpace));
  for (const name of fields.keys()) if (named.has(name) && !KEPT_FROM_CONNECTION.test(name)) headers.delete(name);
}
