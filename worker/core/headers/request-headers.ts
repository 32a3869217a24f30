import {
  effectOfHeader,
  isGatewaysToSay,
  isUnreadable,
  MAX_HEADER_BYTES,
  MAX_HEADERS,
  type NamingHeader,
  trimFieldSpace,
} from '@portcullis/rules/engine';

/** What of a request's headers may go on, and the size of all of them: name + value + 4 a field, as on the wire. */
export interface ForwardableHeaders {
  readonly headers: Headers;
  readonly bytes: number;
  readonly count: number;
  /** Those of them that name other resources; they go on only as they were decided. */
  readonly naming: readonly NamingHeader[];
}

/** Header fields that describe the body or the message itself; a `Connection` header cannot take them away. */
const KEPT_FROM_CONNECTION = /^(?:content-|range$|if-|accept|authorization$)/;

/**
 * Copies what of a request's headers may reach an origin. The `Cookie` header is left out: the caller puts back what
 * remains of it; one that is not UTF-8 stays, since nothing can be taken out of it. Stops in a header block that is larger than any request may have: what was counted then says so.
 */
export function forwardableHeaders(source: Headers): ForwardableHeaders {
  const kept = new Headers();
  const named = connectionNames(source.get('connection'));
  const naming: NamingHeader[] = [];
  let isWhole = true;
  let bytes = 0;
  let count = 0;
  for (const [name, value] of source) {
    bytes += name.length + value.length + 4;
    count += 1;
    if (bytes > MAX_HEADER_BYTES || count > MAX_HEADERS) break;
    isWhole &&= !isUnreadable(value);
    const fate = fateOf(name);
    if (fate === 'named') naming.push({ name, value });
    else if (fate === 'kept' && !named.has(name)) kept.append(name, value);
  }
  return { headers: isWhole ? kept : withBytes(source, kept), bytes, count, naming };
}

/** The same headers, with values that are not UTF-8 byte for byte, which only the runtime can copy. */
function withBytes(source: Headers, kept: Headers): Headers {
  const copy = new Headers(source);
  for (const [name, value] of source) {
    const stays = isUnreadable(value) && (kept.has(name) || name === 'cookie');
    if (!stays) copy.delete(name);
  }
  for (const [name, value] of kept) if (!isUnreadable(value)) copy.append(name, value);
  return copy;
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
function connectionNames(connection: string | null): ReadonlySet<string> {
  if (connection === null) return NONE;
  const names = connection
    .toLowerCase()
    .split(',')
    .map(trimFieldSpace)
    .filter((name) => name !== '' && !KEPT_FROM_CONNECTION.test(name));
  return new Set(names);
}

const NONE: ReadonlySet<string> = new Set();
