import type { RequestDescription } from '../analysis/index.ts';
import { type Path, parseMoment, parseSize, type Report, valueOrProblem } from '../compiler/index.ts';
import { parseAddress } from '../engine/index.ts';
import type { Around, CaseEntry } from './schema.ts';

/** A Monday at noon: cases must come out the same whenever they run. */
export const DEFAULT_TIME = '2026-01-05T12:00Z';
/** From the range for documentation (RFC 5737). */
const DEFAULT_ADDRESS = '192.0.2.1';
const LINE = /^([A-Z]+) (https?:\/\/[^/?#]+)?(\/\S*)$/;

/** The request that a line such as `GET /invoices` describes, with what holds around it; `null` where it has a mistake. */
export function buildRequest(
  report: Report,
  path: Path,
  place: Path,
  line: string,
  { entry, defaults }: { readonly entry: CaseEntry; readonly defaults: Around },
): RequestDescription | null {
  const [, method, base, target] = LINE.exec(line) ?? [];
  if (method === undefined || target === undefined) {
    const fix = 'Write a method and a path, such as GET /invoices, or a method and a whole URL.';
    report.add(place, 'unknown_value', `"${line}" is not a request.`, fix);
    return null;
  }
  const around = { ...defaults, ...entry };
  const at = (key: keyof Around): Path => (entry[key] === undefined ? ['defaults', key] : [...path, key]);
  if (base === undefined && around.host === undefined) {
    report.add(place, 'missing_key', 'The request names no host.', 'Write "host" under "defaults", or the whole URL.');
    return null;
  }
  const address = readAddress(report, at('address'), around.address ?? DEFAULT_ADDRESS);
  const nowSeconds = valueOrProblem(report, at('time'), 'invalid_quantity', parseMoment(around.time ?? DEFAULT_TIME));
  const bodyBytes =
    entry.body === undefined ? 0 : valueOrProblem(report, [...path, 'body'], 'invalid_quantity', parseSize(entry.body));
  if (address === undefined || nowSeconds === null || bodyBytes === null) return null;
  return {
    method,
    url: `${base ?? `https://${around.host}`}${target}`,
    address,
    headers: lowerCased(entry.headers ?? {}),
    bodyBytes,
    ...(around.tls === undefined ? {} : { tlsVersion: around.tls === 'unknown' ? null : `TLSv${around.tls}` }),
    country: around.country ?? null,
    asn: around.asn ?? null,
    nowSeconds,
  };
}

function readAddress(report: Report, path: Path, text: string): string | null | undefined {
  if (text === 'unknown') return null;
  if (parseAddress(text) !== null) return text;
  report.add(path, 'invalid_address', `"${text}" is not an address.`, 'Write one such as 203.0.113.7, or unknown.');
  return undefined;
}

/** Headers by the name under which the engine looks for them. */
export function lowerCased<T>(headers: Readonly<Record<string, T>>): Readonly<Record<string, T>> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}
