/** A request as a log tells it. Nothing here was checked by anyone. */
export interface LoggedRequest {
  readonly method: string;
  /** `null` where the log does not tell. */
  readonly scheme: 'http' | 'https' | null;
  /** With its port; `null` where the log does not tell. */
  readonly host: string | null;
  /** Path and query as the client sent them. */
  readonly target: string;
  readonly address: string | null;
  /** Seconds since the epoch. */
  readonly timeSeconds: number | null;
  /** Status of the answer; `null` where there was none, or the log does not tell. */
  readonly status: number | null;
  /** By lower-case name, where the log keeps them; `null` where it does not. */
  readonly headers: Readonly<Record<string, string>> | null;
  readonly bodyBytes: number;
  /** As the platform tells them; `null` where the log does not. */
  readonly tlsVersion: string | null;
  readonly country: string | null;
  readonly asn: number | null;
}

/** What one line, or one entry, of a log is. `nothing`: no request, such as a probe that never spoke HTTP. */
export type ParsedEntry =
  | { readonly kind: 'request'; readonly request: LoggedRequest }
  | { readonly kind: 'nothing' }
  | { readonly kind: 'unreadable'; readonly problem: string };

/** An entry that cannot be read, and why: a clause without a full stop. */
export function unreadable(problem: string): ParsedEntry {
  return { kind: 'unreadable', problem };
}

const UNKNOWN = {
  scheme: null,
  host: null,
  address: null,
  timeSeconds: null,
  status: null,
  headers: null,
  bodyBytes: 0,
  tlsVersion: null,
  country: null,
  asn: null,
} as const;

/** A request of which only some is known. */
export function loggedRequest(known: Pick<LoggedRequest, 'method' | 'target'> & Partial<LoggedRequest>): ParsedEntry {
  return { kind: 'request', request: { ...UNKNOWN, ...known } };
}

const ABSOLUTE = /^(https?):\/\/([^/?#]+)(.*)/is;

/** Splits a request target: in absolute form it names scheme and host itself (RFC 9112 section 3.2.2). */
export function splitTarget(target: string): Pick<LoggedRequest, 'scheme' | 'host' | 'target'> {
  const [, scheme, host, rest] = ABSOLUTE.exec(target) ?? [];
  if (scheme === undefined || host === undefined) return { scheme: null, host: null, target };
  return {
    scheme: scheme.toLowerCase() === 'https' ? 'https' : 'http',
    host,
    target: rest?.startsWith('/') ? rest : `/${rest ?? ''}`,
  };
}
