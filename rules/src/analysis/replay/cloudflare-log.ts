import { asRecord, finiteNumber, text } from './fields.ts';
import { loggedRequest, type ParsedEntry, splitTarget, unreadable } from './logged-request.ts';
import { parseLogTime } from './times.ts';

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
    answerBytes: finiteNumber(fields['EdgeResponseBytes']),
    tlsVersion: tlsOf(text(fields['ClientSSLProtocol'])),
    country: text(fields['ClientCountry'])?.toUpperCase() ?? null,
    asn: finiteNumber(fields['ClientASN']),
  });
}

function parseTimestamp(value: unknown): number | null | undefined {
  return value === undefined || value === null ? null : parseLogTime(value);
}

function statusOf(value: unknown): number | null {
  const status = finiteNumber(value);
  return status === null || status === 0 ? null : status;
}

/** Plain http is logged as `none`; the gateway's platform then reports no version either. */
function tlsOf(protocol: string | null): string | null {
  return protocol === null || protocol === '' ? null : protocol;
}
