import { parseAddress } from '../address/index.ts';
import { type Refusal, refuse } from '../reasons/index.ts';

/** Longest path and query together. Cloudflare itself stops at 16 KiB. */
export const MAX_TARGET_CHARACTERS = 16 * 1024;

/** The one URL of a request: what is matched, signed and forwarded. */
export interface Target {
  readonly scheme: 'http' | 'https';
  /** Lower case, with the port unless it is the scheme's own. Not yet known to be one of the gateway's hosts. */
  readonly host: string;
  readonly path: string;
  /** With its `?`, or empty. */
  readonly query: string;
}

const HOST = /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*(?::[1-9][0-9]{0,4})?$/;
const IPV6_HOST = /^\[([0-9a-f:.]{2,45})\](?::[1-9][0-9]{0,4})?$/;
const PLAIN_PATH =
  /^\/(?:[A-Za-z0-9_~-][A-Za-z0-9_~-]*(?:\.[A-Za-z0-9_~-]+)*\/)*(?:[A-Za-z0-9_~-]+(?:\.[A-Za-z0-9_~-]+)*)?$/;
/** What the URL Standard leaves as it is in a query: no control, space, `"`, `#`, `'`, `<`, `>` or non-ASCII. */
const PLAIN_QUERY = /^\?[!$-&(-;=?-~]*$/;
const PERCENT = /%([0-9A-Fa-f]{2})?/g;
const UNRESERVED = /[A-Za-z0-9._~-]/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
const CONTROL = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\ufeff]/;
const EDGE_SPACE = /^\s|\s$/;
/** More than Unicode's own limit for text that is read in bounded time (UAX #15 section 13): to order them takes quadratic time. */
const STACKED_MARKS = /[\p{M}\uff9e\uff9f]{31}/u;

/**
 * Brings a request's URL into its one canonical form, or refuses it. Anything that two servers could read differently (dot
 * segments, encoded slashes, back-slashes, empty segments, path parameters, needless or double encoding) is refused
 * rather than repaired, so that the origin cannot see another path than the rules did.
 * @param url the absolute URL as the runtime reports it, not normalised
 * @param clientScheme the client's own scheme, if a trusted proxy says that it differs
 */
export function canonicalTarget(url: string, clientScheme: Target['scheme'] | null = null): Target | Refusal {
  const urlScheme = url.startsWith('https://') ? 'https' : url.startsWith('http://') ? 'http' : null;
  if (urlScheme === null) return refuse('malformed_target', null, { detail: 'scheme' });
  const scheme = clientScheme ?? urlScheme;
  const authorityStart = urlScheme.length + 3;
  const pathStart = url.indexOf('/', authorityStart);
  if (pathStart < 0) return refuse('malformed_target', null, { detail: 'not in origin form' });
  if (url.length - pathStart > MAX_TARGET_CHARACTERS) return refuse('target_too_long');

  const host = canonicalHost(url.slice(authorityStart, pathStart), scheme);
  if (host === null) return refuse('malformed_host');

  const queryStart = url.indexOf('?', pathStart);
  const rawPath = queryStart < 0 ? url.slice(pathStart) : url.slice(pathStart, queryStart);
  const rawQuery = queryStart < 0 ? '' : url.slice(queryStart);
  if (PLAIN_PATH.test(rawPath) && (rawQuery === '' || PLAIN_QUERY.test(rawQuery))) {
    return { scheme, host, path: rawPath, query: rawQuery };
  }
  const problem = pathProblem(rawPath);
  if (problem !== null) return refuse('malformed_path', null, { detail: problem });
  if (rawQuery.includes('#')) return refuse('malformed_target', null, { detail: 'fragment' });
  return serialise(scheme, host, rawPath, rawQuery);
}

function canonicalHost(authority: string, scheme: 'http' | 'https'): string | null {
  const host = authority.toLowerCase();
  if (host.length > 260 || !(HOST.test(host) || isIpv6Host(host))) return null;
  const ownPort = scheme === 'https' ? ':443' : ':80';
  return host.endsWith(ownPort) ? host.slice(0, -ownPort.length) : host;
}

/** An address in brackets, as balancers ask for `health`. The rules name no such host. */
function isIpv6Host(host: string): boolean {
  const [, address] = IPV6_HOST.exec(host) ?? [];
  return address?.includes(':') === true && parseAddress(address) !== null;
}

/** What makes `path` ambiguous, or `null`. */
function pathProblem(path: string): string | null {
  if (path.includes('\\')) return 'back-slash';
  if (path.includes('#')) return 'fragment';
  if (path.includes(';')) return 'path parameter';
  for (const [match, hex] of path.matchAll(PERCENT)) {
    if (hex === undefined) return 'bad percent-encoding';
    const problem = encodedProblem(String.fromCharCode(Number.parseInt(hex, 16)));
    if (problem !== null) return `${problem} (${match})`;
  }
  if (/%25[0-9A-Fa-f]{2}/.test(path)) return 'double encoding';
  const segments = path.slice(1).split('/');
  for (const [index, segment] of segments.entries()) {
    if (segment === '' && index < segments.length - 1) return 'empty segment';
    const problem = segmentProblem(segment);
    if (problem !== null) return problem;
  }
  return null;
}

function encodedProblem(character: string): string | null {
  if (UNRESERVED.test(character)) return 'needless encoding';
  if ('/\\?#;'.includes(character)) return 'encoded delimiter';
  const code = character.charCodeAt(0);
  return code < 0x20 || code === 0x7f ? 'encoded control character' : null;
}

function segmentProblem(segment: string): string | null {
  if (segment.endsWith('.')) return segment === '.' || segment === '..' ? 'dot segment' : 'trailing dot';
  let decoded: string;
  try {
    decoded = decodeURIComponent(segment);
  } catch {
    return 'not UTF-8';
  }
  if (CONTROL.test(decoded)) return 'control character';
  if (STACKED_MARKS.test(decoded)) return 'too many combining marks';
  return EDGE_SPACE.test(decoded) ? 'white space at the edge of a segment' : null;
}

/** Encodes what the URL Standard encodes, and makes sure that doing so again changes nothing. */
function serialise(scheme: 'http' | 'https', host: string, rawPath: string, rawQuery: string): Target | Refusal {
  const origin = `${scheme}://${host}`;
  try {
    const { href } = new URL(`${origin}${rawPath}${rawQuery}`);
    if (!href.startsWith(`${origin}/`) || new URL(href).href !== href)
      return refuse('malformed_target', null, { detail: 'unstable' });
    const pathAndQuery = href.slice(origin.length);
    // Encoding makes three characters of a byte: the limit is on what is forwarded.
    if (pathAndQuery.length > MAX_TARGET_CHARACTERS) return refuse('target_too_long');
    const queryStart = pathAndQuery.indexOf('?');
    return queryStart < 0
      ? { scheme, host, path: pathAndQuery, query: '' }
      : { scheme, host, path: pathAndQuery.slice(0, queryStart), query: pathAndQuery.slice(queryStart) };
  } catch {
    return refuse('malformed_target', null, { detail: 'not a URL' });
  }
}
