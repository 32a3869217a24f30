import { type Address, createAddressMatcher, parseAddress } from '@portcullis/rules/engine';
import type { ClientAddressSource } from '@portcullis/rules/policy';

/** Finds the client's address from what the platform vouches for; `null` where it vouches for none. */
export type ClientAddressReader = (request: Request) => Address | null;

/**
 * The peer of the connection: on Cloudflare the address that its edge puts into `CF-Connecting-IP`; on plain workerd,
 * where a client could send that header itself, the socket's own (`cf.clientIp`, which Cloudflare never sets).
 */
function peerAddress(request: Request): Address | null {
  const peer = (request.cf as { readonly clientIp?: unknown } | undefined)?.clientIp;
  if (typeof peer === 'string') return parseAddress(withoutPort(peer));
  const header = request.headers.get('cf-connecting-ip');
  return header === null ? null : parseAddress(header);
}

/** Makes the reader that the rules ask for with `clientAddress`. */
export function createClientAddressReader(source: ClientAddressSource): ClientAddressReader {
  if (source.kind === 'cloudflare') return peerAddress;
  const isTrusted = createAddressMatcher(source.trustedProxies);
  return (request) => {
    let address = peerAddress(request);
    const hops = (request.headers.get(source.header) ?? '').split(',').reverse();
    // From the right, each hop was written by the one before it; the first that is no trusted proxy is the client.
    for (const hop of hops) {
      if (address === null || !isTrusted(address)) return address;
      // `trim` would take Unicode white space off too, which no proxy writes.
      address = parseAddress(hop.replace(/^[ \t]+|[ \t]+$/g, ''));
    }
    return address !== null && isTrusted(address) ? null : address;
  };
}

function withoutPort(peer: string): string {
  const bracketed = /^\[([^\]]+)\]/.exec(peer);
  if (bracketed?.[1] !== undefined) return bracketed[1];
  const colon = peer.indexOf(':');
  return colon > 0 && colon === peer.lastIndexOf(':') ? peer.slice(0, colon) : peer;
}
