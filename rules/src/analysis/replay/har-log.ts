import { asRecord, finiteNumber, recordOf, text } from './fields.ts';
import { loggedRequest, type ParsedEntry, splitTarget, unreadable, webSocketHeaders } from './logged-request.ts';

/** Reads the entries of a HAR 1.2 file, or gives `null` where the text is none. */
export function parseHar(har: string): readonly ParsedEntry[] | null {
  const log = recordOf(asRecord(har)?.['log']);
  const entries = log?.['entries'];
  return Array.isArray(entries) ? entries.map(parseEntry) : null;
}

function parseEntry(value: unknown): ParsedEntry {
  const entry = recordOf(value);
  const request = recordOf(entry?.['request']);
  const method = text(request?.['method']);
  const url = text(request?.['url']);
  if (entry === null || request === null || method === null || url === null)
    return unreadable('it has no request with a method and a url');
  // Pages also load from data:, blob: and extension URLs, which no server sees.
  if (!/^(?:http|ws)s?:/i.test(url)) return { kind: 'nothing' };
  const started = text(entry['startedDateTime']);
  const startedMs = started === null ? Number.NaN : Date.parse(started);
  if (Number.isNaN(startedMs)) return unreadable('its startedDateTime cannot be read');
  const status = finiteNumber(recordOf(entry['response'])?.['status']);
  const content = recordOf(recordOf(entry['response'])?.['content']);
  const place = splitTarget(url.replace(/#.*/s, ''));
  const headers = headersOf(request['headers']);
  return loggedRequest({
    method,
    ...place,
    timeSeconds: Math.floor(startedMs / 1000),
    status: status === null || status <= 0 ? null : status,
    headers: /^ws/i.test(url) ? webSocketHeaders(place, headers) : headers,
    bodyBytes: Math.max(0, finiteNumber(request['bodySize']) ?? 0),
    answerBytes: finiteNumber(content?.['size']),
    byBrowser: true,
  });
}

/** Without HTTP/2's pseudo-headers; fields of one name joined as RFC 9110 section 5.3 says. */
function headersOf(value: unknown): Readonly<Record<string, string>> {
  const headers = new Map<string, string>();
  for (const item of Array.isArray(value) ? value : []) {
    const header = recordOf(item);
    const name = text(header?.['name'])?.toLowerCase() ?? ':';
    if (name.startsWith(':')) continue;
    const before = headers.get(name);
    const field = typeof header?.['value'] === 'string' ? header['value'] : '';
    headers.set(name, before === undefined ? field : `${before}, ${field}`);
  }
  return Object.fromEntries(headers);
}
