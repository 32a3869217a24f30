import type { Parsed } from '../problems/index.ts';
import { parsed, unreadable } from '../problems/index.ts';

/** What RFC 9110 section 5.6.2 allows in a name, without the star, which CORS reads as "all". */
export const CORS_HEADER = /^[A-Za-z0-9!#$%&'+.^_`|~-]+$/;
/** Names that no page can set (Fetch Standard section 2.2.2), the gateway's own, and those that it sets itself. */
const NOT_SETTABLE =
  /^(?:accept-(?:charset|encoding)|access-control-request-.*|connection|content-length|cookie2?|date|dnt|expect|forwarded|host|keep-alive|origin|portcullis-.*|proxy-.*|referer|sec-.*|set-cookie|te|trailer|transfer-encoding|upgrade|via|x-forwarded-.*)$/;
const NOT_READABLE = /^set-cookie2?$/;

/** Reads the name of a header that a page may set or read, in lower case. */
export function parseCorsHeader(text: string): Parsed<string> {
  if (text.includes('*')) return unreadable(`"${text}" is not a name.`, 'List each header by its name.');
  if (!CORS_HEADER.test(text))
    return unreadable(`"${text}" is not the name of a header.`, 'Write a name such as content-type.');
  return parsed(text.toLowerCase());
}

/** Whether a page can do that at all. */
export function isPossible(name: string, use: 'set' | 'read'): boolean {
  return !(use === 'set' ? NOT_SETTABLE : NOT_READABLE).test(name);
}
