import { type Address, createAddressMatcher, parseAddress } from '@portcullis/rules/engine';
import type { ClientAddressSource } from '@portcullis/rules/policy';
import { addressOfNode, type Hop, hopsOfForwarded, hopsOfList } from './forwarded-hops.ts';

/** Finds the client's address from what the platform vouches for; `null` where it vouches for none. */
export type ClientAddressReader = (request: Request) => Address | null;

/** Makes the reader that the rules ask for with `clientAddress`. */
export function createClientAddressReader(source: ClientAddressSource): ClientAddressReader {
  if (source.kind === 'cloudflare') return peerAddress;
  const isTrusted = createAddressMatcher(source.trustedProxies);
  const hopsOf = source.header.toLowerCase() === 'forwarded' ? hopsOfForwarded : hopsOfList;
  return (request) => {
    const peer = peerAddress(request);
    if (peer === null || !isTrusted(peer)) return peer;
    return clientOf(hopsOf(request.headers.get(source.header) ?? ''), isTrusted);
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

/** From the right, each hop was written by the one before it; the first that is no trusted proxy is the client. */
function clientOf(hops: Iterable<Hop>, isTrusted: (address: Address) => boolean): Address | null {
  for (const { address } of hops) if (address === null || !isTrusted(address)) return address;
  return null;
}
