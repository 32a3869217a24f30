import { effectOfHeader, parseAddress, type Refusal, type RequestFacts, readMessage } from '../engine/index.ts';

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
  /** As the platform reports them: `TLSv1.3`, `DE`, 64496. Without `tlsVersion`, the newest one. */
  readonly tlsVersion?: string | null;
  readonly country?: string | null;
  readonly asn?: number | null;
  readonly nowSeconds: number;
}

const NEWEST_TLS = 'TLSv1.3';

/** Brings a description into the facts that the engine decides by, or gives the refusal with which it ends before any rule. */
export function requestFacts(description: RequestDescription): RequestFacts | Refusal {
  const { method, bodyBytes = 0, address, nowSeconds } = description;
  const headers: Readonly<Record<string, string>> = {
    ...(bodyBytes > 0 ? { 'content-length': String(bodyBytes) } : {}),
    ...description.headers,
  };
  const fields = Object.entries(headers);
  return readMessage(
    {
      method,
      url: atHost(description.url, headers['host']),
      header: (name) => headers[name] ?? null,
      headerCount: fields.length,
      headerBytes: fields.reduce((sum, [name, value]) => sum + name.length + value.length + 4, 0),
      naming: fields.flatMap(([name, value]) => (effectOfHeader(name) === null ? [] : [{ name, value }])),
    },
    {
      address: address === null ? null : parseAddress(address),
      tlsVersion: description.tlsVersion === undefined ? NEWEST_TLS : description.tlsVersion,
      country: description.country ?? null,
      asn: description.asn ?? null,
      nowSeconds,
    },
  );
}

/** A request goes where its Host header says, regardless of the address it was sent to. */
function atHost(url: string, host: string | undefined): string {
  return host === undefined ? url : url.replace(/^(https?:\/\/)[^/?#]*/, (_, scheme: string) => `${scheme}${host}`);
}
