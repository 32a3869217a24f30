import {
  BODILESS_METHODS,
  canonicalTarget,
  effectOfHeader,
  parseAddress,
  type Refusal,
  type RequestFacts,
  refuse,
} from '../engine/index.ts';

/** A request in the words of people and logs. */
export interface RequestDescription {
  readonly method: string;
  /** Absolute, as a client would send it, not normalised. */
  readonly url: string;
  /** The client's address; `null` where it is not known. */
  readonly address: string | null;
  /** Request headers by lower-case name. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Announced size of the body. */
  readonly bodyBytes?: number;
  /** As the platform tells them: `TLSv1.3`, `DE`, 64496. Without `tlsVersion`, the newest one. */
  readonly tlsVersion?: string | null;
  readonly country?: string | null;
  readonly asn?: number | null;
  readonly nowSeconds: number;
}

const NEWEST_TLS = 'TLSv1.3';

/** Brings a description into the facts that the engine decides by, or gives the refusal with which it ends before any rule. */
export function requestFacts(description: RequestDescription): RequestFacts | Refusal {
  const target = canonicalTarget(description.url);
  if ('reason' in target) return target;
  const { method, bodyBytes = 0, nowSeconds } = description;
  if (bodyBytes > 0 && BODILESS_METHODS.has(method)) return refuse('body_without_meaning');
  const headers = description.headers ?? {};
  const header = (name: string): string | null => headers[name] ?? null;
  return {
    method,
    target,
    address: description.address === null ? null : parseAddress(description.address),
    upgradesToWebSocket: header('upgrade')?.toLowerCase() === 'websocket',
    fetchSite: header('sec-fetch-site'),
    fetchMode: header('sec-fetch-mode'),
    fetchDest: header('sec-fetch-dest'),
    origin: header('origin'),
    requestedMethod: header('access-control-request-method'),
    requestedHeaders: header('access-control-request-headers'),
    naming: Object.entries(headers).flatMap(([name, value]) =>
      effectOfHeader(name) === null ? [] : [{ name, value }],
    ),
    announcedBodyBytes: bodyBytes,
    headerBytes: Object.entries(headers).reduce((sum, [name, value]) => sum + name.length + value.length + 4, 0),
    tlsVersion: description.tlsVersion === undefined ? NEWEST_TLS : description.tlsVersion,
    country: description.country ?? null,
    asn: description.asn ?? null,
    nowSeconds,
  };
}
