import { CONTEXT_HEADER } from '@portcullis/origin/context';
import { formatReference, type Reference, type Target } from '@portcullis/rules/engine';
import type { OriginRule } from '@portcullis/rules/policy';
import { changeOriginHeaders, type OriginHeaderChanges } from './origin-headers.ts';
import { nextTraceparent } from './traceparent.ts';

/** What the gateway says about a request to the origin, besides the signed context. */
export interface Forwarding {
  readonly target: Target;
  readonly context: string;
  /** Client address as text, `null` where unknown. */
  readonly clientAddress: string | null;
  readonly upgradesToWebSocket: boolean;
  /** The client's `traceparent`, not yet read. */
  readonly traceparent: string | null;
  /** Headers that name other resources. */
  readonly references: readonly Reference[];
  readonly origin: Pick<OriginRule, 'path' | 'forwarded'>;
  /** What the rules set for the origin, and keep from it. */
  readonly changes: OriginHeaderChanges | null;
  /** Plain headers of the rules that say who asks. */
  readonly identity: readonly (readonly [name: string, value: string])[];
  /** The origin's own URL, by which it knows them. */
  readonly originBase: string;
}

/** Sets the forwarding headers afresh on headers from which every inbound one has been dropped. Changes `headers`. */
export function setForwardingHeaders(
  headers: Headers,
  {
    target,
    context,
    clientAddress,
    upgradesToWebSocket,
    traceparent,
    references,
    origin,
    changes,
    identity,
    originBase,
  }: Forwarding,
): Headers {
  if (changes !== null) changeOriginHeaders(headers, changes);
  for (const [name, value] of identity) headers.set(name, value);
  headers.set(CONTEXT_HEADER, context);
  headers.set('x-forwarded-proto', target.scheme);
  headers.set('x-forwarded-host', target.host);
  if (clientAddress !== null) headers.set('x-forwarded-for', clientAddress);
  if (origin.forwarded)
    headers.set('forwarded', `for=${forwardedNode(clientAddress)};host="${target.host}";proto=${target.scheme}`);
  headers.set('via', '1.1 portcullis');
  if (traceparent !== null) continueTrace(headers, traceparent);
  if (upgradesToWebSocket) headers.set('upgrade', 'websocket');
  for (const reference of references) headers.set(reference.name, formatReference(reference, origin, originBase));
  return headers;
}

/** What vendors noted belongs to the trace that they noted it in. Changes `headers`. */
function continueTrace(headers: Headers, inbound: string): void {
  const next = nextTraceparent(inbound);
  if (next !== null) headers.set('traceparent', next);
  else for (const name of ['traceparent', 'tracestate']) headers.delete(name);
}

/** A node identifier (RFC 7239 section 6): IPv6 stands in brackets and quotes. */
function forwardedNode(address: string | null): string {
  if (address === null) return 'unknown';
  return address.includes(':') ? `"[${address}]"` : address;
}
