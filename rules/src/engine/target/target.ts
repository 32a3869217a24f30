import { parseAddress } from '../address/index.ts';
import { type Refusal, refuse } from '../reasons/index.ts';
import { decodeUnreserved, encodingProblem, type OddSegments, oddSegmentsOf, pathProblem } from './path-form.ts';

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
  /** Segments that servers may read in several ways; absent where there are none. A route must keep their spelling. */
  readonly odd?: OddSegments;
}

const HOST = /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*(?::[1-9][0-9]{0,4})?$/;
const IPV6_HOST = /^\[([0-9a-f:.]{2,45})\](?::[1-9][0-9]{0,4})?$/;
const PLAIN_PATH =
  /^\/(?:[A-Za-z0-9_~-][A-Za-z0-9_~-]*(?:\.[A-Za-z0-9_~-]+)*\/)*(?:[A-Za-z0-9_~-]+(?:\.[A-Za-z0-9_~-]+)*)?$/;
/** What the URL Standard leaves as it is in a query: no control, space, `"`, `#`, `'`, `<`, `>` or non-ASCII. */
const PLAIN_QUERY = /^\?[!$-&(-;=?-~]*$/;

/**
 * Brings a request's URL into its one canonical form, or refuses it. What needs no encoding is decoded, which no server reads
 * differently. What two servers could read differently is refused rather than repaired, so that the origin cannot see another
 * path than the rules did: dot segments, back-slashes, empty segments, control characters. What honest paths may hold all the same,
 * such as an encoded slash, is noted in `odd`: the route decides.
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
  const path = decodeUnreserved(rawPath);
  const problem = encodingProblem(rawPath, path) ?? pathProblem(path);
  if (problem !== null) return refuse('malformed_path', null, { detail: problem });
  if (rawQuery.includes('#')) return refuse('malformed_target', null, { detail: 'fragment' });
  return serialise(scheme, host, path, rawQuery);
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

/** Encodes what the URL Standard encodes, and makes sure that doing so again changes nothing. */
function serialise(scheme: 'http' | 'https', host: string, decodedPath: string, rawQuery: string): Target | Refusal {
  const origin = `${scheme}://${host}`;
  try {
    const { href } = new URL(`${origin}${decodedPath}${rawQuery}`);
    if (!href.startsWith(`${origin}/`) || new URL(href).href !== href)
      return refuse('malformed_target', null, { detail: 'unstable' });
    const pathAndQuery = href.slice(origin.length);
    // Encoding makes three characters of a byte: the limit is on what is forwarded.
    if (pathAndQuery.length > MAX_TARGET_CHARACTERS) return refuse('target_too_long');
    const queryStart = pathAndQuery.indexOf('?');
    const path = queryStart < 0 ? pathAndQuery : pathAndQuery.slice(0, queryStart);
    const query = queryStart < 0 ? '' : pathAndQuery.slice(queryStart);
    const odd = oddSegmentsOf(path);
    if (odd === null) return { scheme, host, path, query };
    // Letters that came unencoded are bytes like those beside them only now.
    const problem = pathProblem(path);
    return problem === null ? { scheme, host, path, query, odd } : refuse('malformed_path', null, { detail: problem });
  } catch {
    return refuse('malformed_target', null, { detail: 'not a URL' });
  }
}
