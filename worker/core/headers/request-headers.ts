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
  source.forEach((value, name) => {
    if (bytes > MAX_HEADER_BYTES || count > MAX_HEADERS) return;
    bytes += name.length + value.length + 4;
    count += 1;
    fields.set(name, value);
    const fate = fateOf(name);
    if (fate === 'kept' || (name === 'cookie' && isUnreadable(value))) return;
    dropped.push(name);
    if (fate === 'named') naming.push({ name, value });
  });
  const isTooLarge = bytes > MAX_HEADER_BYTES || count > MAX_HEADERS;
  const headers = new Headers(isTooLarge ? undefined : source);
  for (const name of dropped) headers.delete(name);
  for (const name of connectionNames(fields.get('connection'))) headers.delete(name);
  return { fields, headers, bytes, count, naming };
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

/** Names that the client declares hop-by-hop (RFC 9110 section 7.6.1). */
function connectionNames(connection: string | undefined): readonly string[] {
  if (connection === undefined || connection === 'keep-alive') return NONE;
  return connection
    .toLowerCase()
    .split(',')
    .map(trimFieldSpace)
    .filter((name) => TOKEN.test(name) && !KEPT_FROM_CONNECTION.test(name));
}

const TOKEN = /^[!#$%&'*+.^_`|~0-9a-z-]+$/;
const NONE: readonly string[] = [];
