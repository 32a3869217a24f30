import { asRecord, text } from './fields.ts';
import { loggedRequest, type ParsedEntry, splitTarget, unreadable, webSocketHeaders } from './logged-request.ts';
import { parseLogTime } from './times.ts';

/** Type, time, balancer, client, target, three durations, two statuses, two sizes, request, user agent, cipher, protocol. */
const LINE =
  /^(?<type>https?|h2|grpcs|wss?) (?<time>\S+) \S+ (?<client>\S+) \S+ \S+ \S+ \S+ (?<status>\d{3}|-) \S+ \S+ \S+ "(?<request>(?:[^"\\]|\\.)*)" "(?:[^"\\]|\\.)*" \S+ (?<protocol>\S+)(?: |$)/;
const REQUEST = /^(?<method>[!#$%&'*+.^_`|~0-9A-Za-z-]+) (?<url>\S+)(?: \S+)?$/;

/** What both forms of the log contain. */
interface AlbFields {
  readonly type: string | null;
  readonly time: unknown;
  readonly address: string | null;
  readonly status: string | null;
  readonly protocol: string | null;
}

/** Whether a line begins like the access log of an AWS application load balancer. */
export function isAlbLine(line: string): boolean {
  return /^(?:https?|h2|grpcs|wss?) \d{4}-\d{2}-\d{2}T\S+ \S+ \S+ /.test(line);
}

/** Reads a line of the access log of an AWS application load balancer: as it is stored, or as JSON with Athena's columns. */
export function parseAlbLine(line: string): ParsedEntry {
  return line.trimStart().startsWith('{') ? parseJson(line) : parseText(line);
}

function parseText(line: string): ParsedEntry {
  const fields = LINE.exec(line)?.groups;
  if (fields === undefined) return unreadable('it is not in the format of application load balancers');
  const { type = null, time, client = '', status = null, protocol = null } = fields;
  const request = REQUEST.exec(fields['request'] ?? '')?.groups;
  const told = { type, time, address: withoutPort(client), status, protocol };
  return entryOf(request?.['method'] ?? null, request?.['url'] ?? null, told);
}

function parseJson(line: string): ParsedEntry {
  const fields = asRecord(line);
  if (fields === null) return unreadable('it is not a JSON object');
  const words = REQUEST.exec(text(fields['request']) ?? '')?.groups;
  const client = text(fields['client_ip']) ?? text(fields['client']) ?? text(fields['client:port']);
  const told = {
    type: text(fields['type']),
    time: fields['time'],
    address: client === null ? null : withoutPort(client),
    status: textOrNumber(fields['elb_status_code']),
    protocol: text(fields['ssl_protocol']),
  };
  return entryOf(
    text(fields['request_verb']) ?? words?.['method'] ?? null,
    text(fields['request_url']) ?? words?.['url'] ?? null,
    told,
  );
}

function entryOf(method: string | null, url: string | null, told: AlbFields): ParsedEntry {
  const timeSeconds = parseLogTime(told.time);
  if (timeSeconds === undefined) return unreadable('its time cannot be read');
  // What never became a request is logged as `- http://host:80- -`.
  if (method === null || url === null || method === '-') return { kind: 'nothing' };
  const { scheme, host, target } = splitTarget(url);
  const { status, protocol, type } = told;
  return loggedRequest({
    method,
    scheme,
    host,
    target,
    address: told.address,
    timeSeconds,
    status: status === null || !/^[1-9]\d\d$/.test(status) ? null : Number(status),
    headers: type === 'ws' || type === 'wss' ? webSocketHeaders({ scheme, host }, null) : null,
    tlsVersion: protocol === null || protocol === '-' ? null : protocol,
  });
}

function textOrNumber(value: unknown): string | null {
  return typeof value === 'number' ? String(value) : text(value);
}

/** `192.0.2.1:2817`, `[2001:db8::1]:443`, or `2001:db8::1:443`, whose last part is the port. */
function withoutPort(client: string): string {
  const [, bracketed] = /^\[([^\]]*)\](?::\d+)?$/.exec(client) ?? [];
  if (bracketed !== undefined) return bracketed;
  const parts = client.split(':');
  return parts.length === 2 || (parts.length > 3 && /^\d{4,5}$/.test(parts.at(-1) ?? ''))
    ? parts.slice(0, -1).join(':')
    : client;
}
