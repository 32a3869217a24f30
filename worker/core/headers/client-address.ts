import { type Address, createAddressMatcher, parseAddress } from '@portcullis/rules/engine';
import type { ClientAddressSource } from '@portcullis/rules/policy';
import { addressOfNode, type Hop, hopsOfForwarded, hopsOfList, schemeOf } from './forwarded-hops.ts';

/** What the platform vouches for, and the proxies that the rules trust. */
export interface Client {
  /** `null` where they vouch for none. */
  readonly address: Address | null;
  /** How the client reached the outermost trusted proxy; `null` if no proxy says so; then the scheme of the connection counts. */
  readonly scheme: Hop['scheme'];
}

export type ClientReader = (request: Request) => Client;

/** Makes the reader that the rules ask for with `clientAddress`. */
export function createClientReader(source: ClientAddressSource): ClientReader {
  if (source.kind === 'cloudflare') return (request) => ({ address: peerAddress(request), scheme: null });
  const isTrusted = createAddressMatcher(source.trustedProxies);
  const isForwarded = source.header.toLowerCase() === 'forwarded';
  return (request) => {
    const peer = peerAddress(request);
    if (peer === null || !isTrusted(peer)) return { address: peer, scheme: null };
    const { headers } = request;
    const value = headers.get(source.header) ?? '';
    if (isForwarded) return clientOf(hopsOfForwarded(value), isTrusted);
    // A proxy that writes the one header need not take away what a client wrote into `Forwarded`, and the other way round.
    return { ...clientOf(hopsOfList(value), isTrusted), scheme: schemeOf(headers.get('x-forwarded-proto')) };
  };
}

/**
 * The peer of the connection: on Cloudflare the address that its edge puts into `CF-Connecting-IP`; on plain workerd,
 * where a client could send that header itself, the socket's own (`cf.clientIp`, which Cloudflare never sets).
 */
function peerAddress(request: Request): Address | null {
  const peer = (request.cf as { readonly clientIp?: unknown } | undefined)?.clientIp;
  if (typeof peer === 'string') return addressOfNode(peer);
  const header = request.headers.get('cf-connecting-ip');
  return header === null ? null : parseAddress(header);
}

/**
 * From the right, each hop was written by the one before it; the first that is not a trusted proxy is the client, and the
 * outermost trusted proxy is the one that wrote of it.
 */
function clientOf(hops: Iterable<Hop>, isTrusted: (address: Address) => boolean): Client {
  let outermost: Hop | null = null;
  for (const hop of hops) {
    outermost = hop;
    if (hop.address === null || !isTrusted(hop.address)) return hop;
  }
  // Trusted proxies alone do not name a client.
  return { address: null, scheme: outermost?.scheme ?? null };
}
