import { asRecord, finiteNumber, text } from './fields.ts';
import { loggedRequest, type ParsedEntry, splitTarget, unreadable } from './logged-request.ts';

/** Reads a line of Cloudflare Logpush (`http_requests`, NDJSON). */
export function parseCloudflareLine(line: string): ParsedEntry {
  const fields = asRecord(line);
  if (fields === null) return unreadable('it is not a JSON object');
  const method = text(fields['ClientRequestMethod']);
  const logged = text(fields['ClientRequestURI']) ?? text(fields['ClientRequestPath']);
  if (method === null || logged === null)
    return unreadable('it has no ClientRequestMethod with ClientRequestURI or ClientRequestPath');
  const timeSeconds = parseTimestamp(fields['EdgeStartTimestamp'] ?? fields['EdgeEndTimestamp']);
  if (timeSeconds === undefined) return unreadable('its EdgeStartTimestamp cannot be read');
  const { scheme, host, target } = splitTarget(logged);
  const loggedScheme = text(fields['ClientRequestScheme']);
  return loggedRequest({
    method,
    scheme: scheme ?? (loggedScheme === 'http' || loggedScheme === 'https' ? loggedScheme : null),
    host: host ?? text(fields['ClientRequestHost']),
    target,
    address: text(fields['ClientIP']),
    timeSeconds,
    status: statusOf(fields['EdgeResponseStatus']),
    tlsVersion: tlsOf(text(fields['ClientSSLProtocol'])),
    country: text(fields['ClientCountry'])?.toUpperCase() ?? null,
    asn: finiteNumber(fields['ClientASN']),
  });
}

/** RFC 3339, or Unix time in seconds, milliseconds or nanoseconds; `undefined` for anything else, `null` for none. */
function parseTimestamp(value: unknown): number | null | undefined {
  if (value === undefined || value === null) return null;
  const number = typeof value === 'string' && !/^\d+$/.test(value) ? Date.parse(value) / 1000 : Number(value);
  if (!Number.isFinite(number) || number < 0) return undefined;
  if (number >= 1e17) return Math.floor(number / 1e9);
  return Math.floor(number >= 1e11 ? number / 1000 : number);
}

function statusOf(value: unknown): number | null {
  const status = finiteNumber(value);
  return status === null || status === 0 ? null : status;
}

/** Plain http is logged as `none`; the gateway's platform then tells of no version either. */
function tlsOf(protocol: string | null): string | null {
  return protocol === null || protocol === '' ? null : protocol;
}
