const TRACEPARENT = /^00-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-([0-9a-f]{2})$/;

/** Continues a W3C trace with a span of the gateway's own, or starts one. The client's trace id is only a label, so it may be kept. */
export function nextTraceparent(inbound: string | null): string {
  const random = crypto.randomUUID().replaceAll('-', '');
  const continued = inbound === null ? null : TRACEPARENT.exec(inbound);
  if (continued === null) return `00-${random}-${crypto.randomUUID().replaceAll('-', '').slice(0, 16)}-00`;
  return `00-${continued[1]}-${random.slice(0, 16)}-${continued[2]}`;
}

/** Whether a traceparent can be continued, and with it the vendors' `tracestate`. */
export function continuesTrace(inbound: string): boolean {
  return TRACEPARENT.test(inbound);
}
