import type { RequestFacts } from '../facts.ts';
import type { NamingHeader } from '../naming/index.ts';
import { type Refusal, refuse } from '../reasons/index.ts';
import { canonicalTarget, type Target } from '../target/index.ts';
import { unreadableHeader } from './unreadable.ts';

/** A request's head as it came, unchecked. */
export interface Message {
  readonly method: string;
  /** Absolute, as the runtime reports it or a client would send it, not normalised. */
  readonly url: string;
  /** The client's own scheme, if a trusted proxy gives it; `null`: as the URL says. */
  readonly clientScheme?: Target['scheme'] | null;
  /** Value of a header by its lower-case name, repeated lines joined by commas; `null` where it is absent. */
  readonly header: (name: string) => string | null;
  /** Number of different names, and size as on the wire: name + value + 4 a field. */
  readonly headerCount: number;
  readonly headerBytes: number;
  readonly naming: readonly NamingHeader[];
}

/** What the platform reports about the connection, and the time. */
export type Connection = Pick<RequestFacts, 'address' | 'tlsVersion' | 'country' | 'asn' | 'nowSeconds'>;

/** What the `enctype` of a form can be (HTML, section 4.10.19.6). */
const FORM_TYPE = /^(?:application\/x-www-form-urlencoded|multipart\/form-data|text\/plain)(?:[ \t]*;[^,]*)?$/i;
const NO_HOST = /[^A-Za-z0-9.:[\]-]/;
const DIGITS = /^[0-9]{1,15}$/;

/**
 * Brings a request into the facts that are decided by. Refuses ambiguous requests: the Worker and the tools read a
 * request by this function, so that what it refuses is known to both.
 */
export function readMessage(message: Message, connection: Connection): RequestFacts | Refusal {
  const { method, url, clientScheme = null, header, headerCount, headerBytes, naming } = message;
  // Plain workerd joins Host and target to a URL: a Host that is more than a host would become part of the path.
  if (NO_HOST.test(header('host') ?? '')) return refuse('malformed_host');
  const target = canonicalTarget(url, clientScheme);
  if ('reason' in target) return target;
  const unreadable = unreadableHeader(header('cookie'), naming);
  if (unreadable !== null)
    return refuse('malformed_header', null, { detail: `${unreadable} holds bytes that are not UTF-8` });
  const length = header('content-length');
  if (length !== null && !DIGITS.test(length)) return refuse('malformed_header', null, { detail: 'Content-Length' });
  return {
    method,
    target,
    address: connection.address,
    upgradesToWebSocket: header('upgrade')?.toLowerCase() === 'websocket',
    fetchSite: header('sec-fetch-site'),
    fetchMode: header('sec-fetch-mode'),
    fetchDest: header('sec-fetch-dest'),
    // Runtimes do not agree on whether an empty one is there; no browser sends it.
    origin: header('origin') || null,
    postsForm: method === 'POST' && isFormType(header('content-type')),
    requestedMethod: header('access-control-request-method'),
    requestedHeaders: header('access-control-request-headers'),
    naming,
    announcedBodyBytes: length === null ? 0 : Number(length),
    headerBytes,
    headerCount,
    tlsVersion: connection.tlsVersion,
    country: connection.country,
    asn: connection.asn,
    nowSeconds: connection.nowSeconds,
  };
}

function isFormType(contentType: string | null): boolean {
  return contentType !== null && FORM_TYPE.test(contentType);
}
