import { trimFieldSpace } from '@portcullis/rules/engine';
import type { RouteRule } from '@portcullis/rules/policy';
import { ROLE_COOKIE } from '../tokens/index.ts';
import { parseCookieDate } from './cookie-date.ts';

/** What becomes of the `Domain` of cookies. */
export type CookieDomain = RouteRule['cookieDomain'];

/** Attributes of a Set-Cookie, names in lower case, in their order. */
type Attributes = readonly (readonly [name: string, value: string, text: string])[];

/**
 * Hardens a Set-Cookie of the origin's: `Secure` always, `SameSite=Lax` where it says nothing, and, unless the rules keep
 * it, no `Domain`, so that the cookie belongs to the host that the client asked for and to no sibling tenant's. A
 * deletion still reaches a cookie that was set with the domain before, or by a script: it comes both ways then.
 * @returns the values to send, the very text where nothing is to change; none where the origin tries to set the
 *   gateway's own cookie
 */
export function hardenSetCookie(value: string, domain: CookieDomain, nowMs: number): readonly string[] {
  const [pair = '', ...rest] = value.split(';').map(trimFieldSpace);
  if (namesRoleCookie(pair)) return [];
  const attributes = rest.filter((text) => text !== '').map(parseAttribute);
  const isSecure = attributes.some(([name]) => name === 'secure');
  const hasSameSite = attributes.some(([name]) => name === 'samesite');
  const takesDomain = domain === 'host' && attributes.some(([name]) => name === 'domain');
  if (isSecure && hasSameSite && !takesDomain) return [value];
  const hardened = (kept: Attributes): string =>
    [
      pair,
      ...kept.filter(([name]) => name !== 'secure').map(([, , text]) => text),
      'Secure',
      ...(hasSameSite ? [] : ['SameSite=Lax']),
    ].join('; ');
  if (!takesDomain) return [hardened(attributes)];
  const ofHost = hardened(attributes.filter(([name]) => name !== 'domain'));
  const deletes = domainOf(attributes) !== '' && isDeletion(attributes, nowMs);
  return deletes ? [ofHost, hardened(attributes)] : [ofHost];
}

function namesRoleCookie(pair: string): boolean {
  const role = ROLE_COOKIE.toLowerCase();
  // A pair without a name is read by its value, and a Unicode space before the name hides it from us, not from the app.
  return (
    pair
      .slice(0, Math.max(0, pair.indexOf('=')))
      .trim()
      .toLowerCase() === role || pair.toLowerCase().includes(`${role}=`)
  );
}

function parseAttribute(text: string): Attributes[number] {
  const equals = text.indexOf('=');
  if (equals === 0) return ['', '', text];
  if (equals < 0) return [text.toLowerCase(), '', text];
  return [trimFieldSpace(text.slice(0, equals)).toLowerCase(), trimFieldSpace(text.slice(equals + 1)), text];
}

/** The last of several counts (RFC 6265 section 5.3). */
function lastOf(attributes: Attributes, wanted: string): string | null {
  return attributes.findLast(([name]) => name === wanted)?.[1] ?? null;
}

function domainOf(attributes: Attributes): string {
  return lastOf(attributes, 'domain') ?? '';
}

/** `Max-Age` of a deletion, short of what browsers cut off or ignore. */
const NO_AGE = /^(?:0{1,10}|-[0-9]{1,10})$/;

/**
 * Whether browsers forget the cookie at once: by `Max-Age`, which comes before `Expires` (RFC 6265 section 5.3). Of
 * several, and of what cannot be read, each browser takes another: all of them must say so, since any other cookie would
 * be set for the domain.
 */
function isDeletion(attributes: Attributes, nowMs: number): boolean {
  const valuesOf = (wanted: string): string[] =>
    attributes.flatMap(([name, value]) => (name === wanted ? [value] : []));
  const ages = valuesOf('max-age');
  if (ages.length > 0) return ages.every((value) => NO_AGE.test(value));
  const ends = valuesOf('expires').map(parseCookieDate);
  return ends.length > 0 && ends.every((end) => end !== null && end <= nowMs);
}
