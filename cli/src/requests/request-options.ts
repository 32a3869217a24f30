import type { RequestDescription } from '@portcullis/rules/analysis';
import { parseSize } from '@portcullis/rules/compiler';
import { parseAddress } from '@portcullis/rules/engine';
import { type Command, InvalidArgumentError } from 'commander';
import { CommandError } from '../io.ts';
import { readMoment } from '../options.ts';

/** What a command line says of a request, besides its method and URL. */
export interface RequestOptions {
  readonly address: string;
  readonly header: Readonly<Record<string, string>>;
  readonly body: number;
  readonly time?: number;
  readonly tls?: string | null;
  readonly country?: string;
  readonly asn?: number;
}

/** From the range for documentation (RFC 5737): on no list, unless the rules list it. */
const SOME_ADDRESS = '192.0.2.1';
const HEADER = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+):(.*)$/;

/** Adds the options that describe a request. */
export function addRequestOptions(command: Command): Command {
  return command
    .option(
      '--address <address>',
      'address of the client; "unknown" if the platform does not report it',
      readAddress,
      SOME_ADDRESS,
    )
    .option('--header <line>', "a request header, such as 'Origin: https://a.example'; may be repeated", readHeader, {})
    .option('--body <size>', 'announced size of the body, such as 2MiB', readSize, 0)
    .option('--time <moment>', 'time of the request, such as 2026-12-01T10:00Z (default: now)', readMoment)
    .option('--tls <version>', '1.2 or 1.3; "unknown" if the platform does not report it (default: 1.3)', readTls)
    .option('--country <code>', 'country of the client, as Cloudflare reports it, such as DE', readCountry)
    .option('--asn <number>', 'autonomous system of the client, as Cloudflare reports it', readAsn);
}

/**
 * The request that a command line describes.
 * @param words `[method, url]`, or the URL alone for a GET
 */
export function describeRequest(words: readonly string[], options: RequestOptions): RequestDescription {
  // The form of the test file, one word: "POST https://…".
  const [first = '', second, ...more] = words.length === 1 ? (words[0] ?? '').trim().split(/ +/) : words;
  if (more.length > 0)
    throw new CommandError(2, 'Give one method and one URL. Put quotes around a URL with "&" or "?".');
  const url = second ?? first;
  if (!/^https?:\/\/./.test(url)) {
    throw new CommandError(
      2,
      `"${url}" is not a URL. Write the full URL, such as https://acme.app.example.com/invoices.`,
    );
  }
  return {
    // Methods are case-sensitive (RFC 9110 section 9.1): the gateway does not take `get` for GET.
    method: second === undefined ? 'GET' : first,
    url: withPath(url),
    address: options.address === 'unknown' ? null : options.address,
    headers: options.header,
    bodyBytes: options.body,
    ...(options.tls === undefined ? {} : { tlsVersion: options.tls }),
    country: options.country ?? null,
    asn: options.asn ?? null,
    nowSeconds: options.time ?? Math.floor(Date.now() / 1000),
  };
}

/** Clients send `/` where a URL has no path. */
function withPath(url: string): string {
  const [, start = '', query = ''] = /^(https?:\/\/[^/?#]+)(\?.*)?$/.exec(url) ?? [];
  return start === '' ? url : `${start}/${query}`;
}

function readAddress(text: string): string {
  if (text !== 'unknown' && parseAddress(text) === null)
    throw new InvalidArgumentError('Write an IPv4 or IPv6 address, such as 203.0.113.7, or unknown.');
  return text;
}

function readHeader(line: string, earlier: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const [, name, value] = HEADER.exec(line) ?? [];
  if (name === undefined || value === undefined)
    throw new InvalidArgumentError("Write a name, a colon and a value: 'Origin: https://a.example'.");
  const key = name.toLowerCase();
  const before = Object.hasOwn(earlier, key) ? earlier[key] : undefined;
  // The gateway judges the values of repeated lines joined to one (RFC 9110 section 5.3).
  return { ...earlier, [key]: before === undefined ? value.trim() : `${before}, ${value.trim()}` };
}

function readSize(text: string): number {
  const result = parseSize(text);
  if (!result.ok) throw new InvalidArgumentError(`${result.message} ${result.fix}`);
  return result.value;
}

function readTls(text: string): string | null {
  if (text === 'unknown') return null;
  if (!/^1\.[0-3]$/.test(text)) throw new InvalidArgumentError('Write 1.2, 1.3 or unknown.');
  return `TLSv${text}`;
}

function readCountry(text: string): string {
  if (!/^[A-Z]{2}$/.test(text)) throw new InvalidArgumentError('Write two capital letters, such as DE.');
  return text;
}

function readAsn(text: string): number {
  if (!/^[1-9][0-9]{0,9}$/.test(text)) throw new InvalidArgumentError('Write the number alone, such as 64496.');
  return Number(text);
}
