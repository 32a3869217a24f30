import { asRecord, finiteNumber, recordOf, text } from './fields.ts';
import { loggedRequest, type ParsedEntry, splitTarget, unreadable } from './logged-request.ts';
import { parseLogTime } from './times.ts';

/** As Go numbers them. */
const TLS_VERSIONS: Readonly<Record<number, string>> = { 769: 'TLSv1', 770: 'TLSv1.1', 771: 'TLSv1.2', 772: 'TLSv1.3' };

/** Reads a line of Caddy's access log (JSON). Its other messages are not requests. */
export function parseCaddyLine(line: string): ParsedEntry {
  const fields = asRecord(line);
  if (fields === null) return unreadable('it is not a JSON object');
  const request = recordOf(fields['request']);
  const method = text(request?.['method']);
  const uri = text(request?.['uri']);
  // Errors are logged with their request as well, under another name.
  if (request === null || !('status' in fields)) return { kind: 'nothing' };
  if (method === null || uri === null) return unreadable('its request has no method with a uri');
  const timeSeconds = parseLogTime(fields['ts']);
  if (timeSeconds === undefined) return unreadable('its ts cannot be read');
  const tls = recordOf(request['tls']);
  const { scheme, host, target } = splitTarget(uri);
  const status = finiteNumber(fields['status']);
  return loggedRequest({
    method,
    scheme: scheme ?? (tls === null ? 'http' : 'https'),
    host: host ?? text(request['host']),
    target,
    address: text(request['client_ip']) ?? text(request['remote_ip']),
    timeSeconds,
    status: status === 0 ? null : status,
    headers: headersOf(request['headers']),
    answerBytes: finiteNumber(fields['size']),
    hasUser: typeof fields['user_id'] === 'string' ? fields['user_id'] !== '' : null,
    bodyBytes: Math.max(0, finiteNumber(fields['bytes_read']) ?? 0),
    tlsVersion: TLS_VERSIONS[finiteNumber(tls?.['version']) ?? 0] ?? null,
  });
}

function headersOf(value: unknown): Readonly<Record<string, string>> | null {
  const record = recordOf(value);
  if (record === null) return null;
  const pairs = Object.entries(record).flatMap(([name, values]) =>
    Array.isArray(values) ? [[name.toLowerCase(), values.map(String).join(', ')] as const] : [],
  );
  return Object.fromEntries(pairs);
}
