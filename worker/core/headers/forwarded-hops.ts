import { type Address, parseAddress, trimFieldSpace } from '@portcullis/rules/engine';

/** What one proxy wrote about the connection that it took the request from. */
export interface Hop {
  /** `null` if the proxy does not give it, or gives it in an ambiguous form. */
  readonly address: Address | null;
  /** `null` if the proxy does not give it; `http` if it is ambiguous. */
  readonly scheme: 'http' | 'https' | null;
}

/** A port, or a word in its place (RFC 7239 section 6). */
const PORT = /^:(?:[0-9]{1,5}|_[A-Za-z0-9._-]{1,64})$/;
/** `name=value` or `name="value"` of an element of `Forwarded`, up to the next one. Addresses are taken without quotes too. */
const PARAMETER =
  /[ \t]*([!#$%&'*+.^_`|~0-9A-Za-z-]+)=(?:"((?:[^"\\]|\\.)*)"|([!#$%&'*+.^_`|~0-9A-Za-z:[\]-]+))[ \t]*(?:;|$)/sy;

/**
 * The hops of a list of addresses, such as `X-Forwarded-For`, the last one first. Empty ones are none (RFC 9110 section
 * 5.6.1.2).
 */
export function* hopsOfList(value: string): Generator<Hop> {
  for (const text of value.split(',').reverse()) {
    const hop = trimFieldSpace(text);
    if (hop !== '') yield { address: addressOfNode(unquoted(hop)), scheme: null };
  }
}

/** The hops of `Forwarded` (RFC 7239 section 4), the last one first. */
export function* hopsOfForwarded(value: string): Generator<Hop> {
  for (const text of elementsFromRight(value)) {
    const element = trimFieldSpace(text);
    if (element !== '') yield hopOfElement(element);
  }
}

/** What `X-Forwarded-Proto` says: anything but one clear `https` is `http`. */
export function schemeOf(value: string | null): Hop['scheme'] {
  if (value === null) return null;
  return value.toLowerCase() === 'https' ? 'https' : 'http';
}

/** Reads an address with or without its port: `192.0.2.1:80`, `2001:db8::1`, `[2001:db8::1]:443` (RFC 7239 section 6). */
export function addressOfNode(node: string): Address | null {
  if (node.startsWith('[')) {
    const end = node.indexOf(']');
    const address = node.slice(1, end);
    return end > 0 && isPort(node.slice(end + 1)) && address.includes(':') ? parseAddress(address) : null;
  }
  const colon = node.indexOf(':');
  const hasPort = colon > 0 && colon === node.lastIndexOf(':');
  if (!hasPort) return parseAddress(node);
  return isPort(node.slice(colon)) ? parseAddress(node.slice(0, colon)) : null;
}

function isPort(text: string): boolean {
  return text === '' || PORT.test(text);
}

function unquoted(text: string): string {
  return text.length > 1 && text.startsWith('"') && text.endsWith('"') ? text.slice(1, -1) : text;
}

/**
 * Splits at commas that stand outside of quotes, from the right: the elements of trusted proxies are whole, and a quote
 * that a client left open before them cannot swallow them.
 */
function* elementsFromRight(text: string): Generator<string> {
  let end = text.length;
  let isQuoted = false;
  for (let index = text.length - 1; index >= 0; index -= 1) {
    const character = text[index];
    if (character === '"' && !isEscaped(text, index)) isQuoted = !isQuoted;
    else if (character === ',' && !isQuoted) {
      yield text.slice(index + 1, end);
      end = index;
    }
  }
  yield text.slice(0, end);
}

function isEscaped(text: string, index: number): boolean {
  let before = index;
  while (text[before - 1] === '\\') before -= 1;
  return (index - before) % 2 === 1;
}

/** A value that a proxy gives twice is ignored, since the client may have added one of them. */
function hopOfElement(element: string): Hop {
  const parameters = parametersOf(element);
  if (parameters === null) return { address: null, scheme: 'http' };
  const node = parameters.get('for');
  const proto = parameters.get('proto') ?? null;
  return { address: node === undefined ? null : addressOfNode(node), scheme: schemeOf(proto) };
}

/** By name in lower case; `null` where the element is malformed or names one twice. */
function parametersOf(element: string): ReadonlyMap<string, string> | null {
  const parameters = new Map<string, string>();
  PARAMETER.lastIndex = 0;
  while (PARAMETER.lastIndex < element.length) {
    const [, name, quoted, plain] = PARAMETER.exec(element) ?? [];
    if (name === undefined || parameters.has(name.toLowerCase())) return null;
    parameters.set(name.toLowerCase(), plain ?? (quoted ?? '').replace(/\\(.)/gs, '$1'));
  }
  return parameters;
}
