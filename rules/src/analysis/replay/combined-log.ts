import { loggedRequest, type ParsedEntry, splitTarget, unreadable } from './logged-request.ts';
import { parseLogTime } from './times.ts';

/**
 * Host (of `vhost_combined`, or alone before an address), client, identity, user (Apache writes an empty one as `""`), time; then the quoted request, status,
 * size. Single spaces and classes that exclude one another keep the time linear in the line's length.
 */
const LINE =
  /^(?:(?<vhost>[\w.-]+:\d{1,5}|[\w.-]+(?= [0-9a-fA-F]*[.:][0-9a-fA-F.:]* )) )?(?<client>[^\s"[]+) \S+ (?<user>"(?:[^"\\]|\\.)*" |[^["]*)\[(?<time>[^\]]*)\] "(?<request>(?:[^"\\]|\\.)*)" (?<status>\d{3}|-) (?<size>\d+|-)(?:\s|$)/;
const REQUEST = /^(?<method>[!#$%&'*+.^_`|~0-9A-Za-z-]+) (?<target>\S.*?)(?: HTTP\/\d(?:\.\d)?)?$/;
const ESCAPE = /\\(?:x([0-9A-Fa-f]{2})|(.))/g;
const CONTROLS: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', b: '\b', v: '\v', f: '\f' };

/** Reads a line of nginx or Apache in the `common`, `combined` or `vhost_combined` format; what follows the size is not needed. */
export function parseCombinedLine(line: string): ParsedEntry {
  const fields = LINE.exec(line)?.groups;
  if (fields === undefined) return unreadable('it is not in the combined format');
  const timeSeconds = parseLogTime(fields.time);
  if (timeSeconds === undefined) return unreadable('its time cannot be read');
  const request = REQUEST.exec(unescaped(fields.request ?? ''))?.groups;
  // What never became a request (a probe with another protocol, a connection without a word) is logged as such.
  if (request === undefined) return { kind: 'nothing' };
  const { scheme, host, target } = splitTarget(request.target ?? '');
  const vhost = fields.vhost;
  return loggedRequest({
    method: request.method ?? '',
    scheme: scheme ?? schemeOf(vhost),
    host: host ?? (vhost === undefined ? null : vhost.replace(/:(?:80|443)$/, '')),
    target,
    address: fields.client ?? null,
    timeSeconds,
    status: fields.status === '-' ? null : Number(fields.status),
    answerBytes: Number(fields.size === '-' ? 0 : fields.size),
    hasUser: !/^(?:-|"-?")?$/.test((fields.user ?? '').trim()),
  });
}

function schemeOf(vhost: string | undefined): 'http' | 'https' | null {
  if (vhost?.endsWith(':443')) return 'https';
  return vhost?.endsWith(':80') ? 'http' : null;
}

/** Servers write quotes, controls and bytes beyond ASCII with a back-slash. */
function unescaped(text: string): string {
  if (!text.includes('\\')) return text;
  return text.replaceAll(ESCAPE, (_, hex: string | undefined, character: string | undefined) =>
    hex === undefined ? (CONTROLS[character ?? ''] ?? character ?? '') : byteText(Number.parseInt(hex, 16)),
  );
}

/** A client sends such bytes raw; browsers and runtimes encode them before a URL is read. */
function byteText(byte: number): string {
  return byte < 0x80 ? String.fromCharCode(byte) : `%${byte.toString(16).toUpperCase()}`;
}
