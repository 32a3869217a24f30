const TRACEPARENT = /^00-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-([0-9a-f]{2})$/;

/**
 * Continues a W3C trace with a span of the gateway's own; `null` where there is none to continue. The client's trace id is only a
 * label, so it may be kept.
 */
export function nextTraceparent(inbound: string): string | null {
  const continued = TRACEPARENT.exec(inbound);
  if (continued === null) return null;
  const span = crypto.randomUUID().replaceAll('-', '').slice(0, 16);
  return `00-${continued[1]}-${span}-${continued[2]}`;
}
