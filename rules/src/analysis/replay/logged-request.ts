/** A request as logged. Nothing here has been checked. */
export interface LoggedRequest {
  readonly method: string;
  /** `null` if the log does not say. */
  readonly scheme: 'http' | 'https' | null;
  /** With its port; `null` if the log does not say. */
  readonly host: string | null;
  /** Path and query as the client sent them. */
  readonly target: string;
  readonly address: string | null;
  /** Seconds since the epoch. */
  readonly timeSeconds: number | null;
  /** Status of the answer; `null` if there was none, or the log does not say. */
  readonly status: number | null;
  /** By lower-case name, where the log keeps them; `null` where it does not. */
  readonly headers: Readonly<Record<string, string>> | null;
  readonly bodyBytes: number;
  /** Size of the answer's body, or of the whole answer, as the log counts it; `null` if it does not say. */
  readonly answerBytes: number | null;
  /** Whether the server knew who asked, as by `Authorization: Basic`; `null` if the log does not say. The name is not kept. */
  readonly hasUser: boolean | null;
  /** A browser recorded it, with what it asked of other servers than the app's. */
  readonly byBrowser: boolean;
  /** As the platform reports them; `null` if the log does not say. */
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
  answerBytes: null,
  hasUser: null,
  byBrowser: false,
  tlsVersion: null,
  country: null,
  asn: null,
} as const;

/** A request of which only some is known. */
export function loggedRequest(known: Pick<LoggedRequest, 'method' | 'target'> & Partial<LoggedRequest>): ParsedEntry {
  return { kind: 'request', request: { ...UNKNOWN, ...known } };
}

const ABSOLUTE = /^(https?|wss?):\/\/([^/?#]+)(.*)/is;

/** Splits a request target: in absolute form it names scheme and host itself (RFC 9112 section 3.2.2). */
export function splitTarget(target: string): Pick<LoggedRequest, 'scheme' | 'host' | 'target'> {
  const [, scheme, host, rest] = ABSOLUTE.exec(target) ?? [];
  if (scheme === undefined || host === undefined) return { scheme: null, host: null, target };
  return {
    scheme: /^(?:https|wss)$/i.test(scheme) ? 'https' : 'http',
    host,
    target: rest?.startsWith('/') ? rest : `/${rest ?? ''}`,
  };
}

/**
 * Headers of a WebSocket's handshake, with what every browser sends of it: logs keep them in part at best.
 * @param logged what the log says about them
 */
export function webSocketHeaders(
  { scheme, host }: Pick<LoggedRequest, 'scheme' | 'host'>,
  logged: Readonly<Record<string, string>> | null,
): Readonly<Record<string, string>> {
  return { origin: `${scheme}://${host}`, ...logged, upgrade: 'websocket' };
}
