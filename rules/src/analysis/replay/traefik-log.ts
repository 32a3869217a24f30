import { asRecord, finiteNumber, text } from './fields.ts';
import { loggedRequest, type ParsedEntry, splitTarget, unreadable } from './logged-request.ts';
import { parseLogTime } from './times.ts';

const HEADER_PREFIX = 'request_';

/** Reads a line of Traefik's access log in JSON. Its default, the common log format, is read as `combined`. */
export function parseTraefikLine(line: string): ParsedEntry {
  const fields = asRecord(line);
  if (fields === null) return unreadable('it is not a JSON object');
  const method = text(fields['RequestMethod']);
  const path = text(fields['RequestPath']);
  if (method === null || path === null) {
    return 'level' in fields && 'msg' in fields && !('RequestMethod' in fields)
      ? { kind: 'nothing' }
      : unreadable('it has no RequestMethod with RequestPath');
  }
  const timeSeconds = parseLogTime(fields['StartUTC'] ?? fields['StartLocal'] ?? fields['time']);
  if (timeSeconds === undefined) return unreadable('its StartUTC cannot be read');
  const { scheme, host, target } = splitTarget(path);
  const tls = text(fields['TLSVersion']);
  const loggedScheme = text(fields['RequestScheme']);
  const status = finiteNumber(fields['DownstreamStatus']);
  return loggedRequest({
    method,
    scheme: scheme ?? (loggedScheme === 'http' || loggedScheme === 'https' ? loggedScheme : null),
    host: host ?? text(fields['RequestAddr']) ?? text(fields['RequestHost']),
    target,
    address: text(fields['ClientHost']),
    timeSeconds,
    status: status === 0 ? null : status,
    headers: headersOf(fields),
    answerBytes: finiteNumber(fields['DownstreamContentSize']),
    hasUser: typeof fields['ClientUsername'] === 'string' ? !/^-?$/.test(fields['ClientUsername']) : null,
    bodyBytes: Math.max(0, finiteNumber(fields['RequestContentSize']) ?? 0),
    tlsVersion: tls === null ? null : `TLSv${tls}`,
  });
}

/** Only if Traefik is configured to keep them. */
function headersOf(fields: Readonly<Record<string, unknown>>): Readonly<Record<string, string>> | null {
  const pairs = Object.entries(fields).flatMap(([name, value]) =>
    name.startsWith(HEADER_PREFIX) && typeof value === 'string'
      ? [[name.slice(HEADER_PREFIX.length).toLowerCase(), value] as const]
      : [],
  );
  return pairs.length === 0 ? null : Object.fromEntries(pairs);
}
