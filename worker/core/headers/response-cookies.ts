import { trimFieldSpace } from '@portcullis/rules/engine';
import type { CookiePrefix, CookieRule } from '@portcullis/rules/policy';
import { ATTEMPT_COOKIE_PREFIX, ROLE_COOKIE } from '../tokens/index.ts';
import { parseCookieDate } from './cookie-date.ts';

/** Attributes of a Set-Cookie, names in lower case, in their order. */
type Attributes = readonly (readonly [name: string, value: string, text: string])[];

/** From the loosest to the strictest. */
const SAME_SITE = ['none', 'lax', 'strict'] as const;
type SameSite = (typeof SAME_SITE)[number];

const SAME_SITE_TEXT: Readonly<Record<SameSite, string>> = {
  none: 'SameSite=None',
  lax: 'SameSite=Lax',
  strict: 'SameSite=Strict',
};

/**
 * Hardens a Set-Cookie of the origin's: `Secure` always, and what the rules ask for. What the origin says stands, but for
 * its `Domain`: unless the rules keep it, the cookie belongs to the host that the client asked for and to no sibling
 * tenant's. A deletion also goes out as the origin wrote it, so that it reaches a cookie that was set by a script, or
 * before the rules changed its name or place.
 * @returns the values to send, the very text where nothing is to change; none where the origin tries to set the
 *   gateway's own cookie, or one by the name that only browsers know
 */
export function hardenSetCookie(value: string, rule: CookieRule, nowMs: number): readonly string[] {
  const [pair = '', ...rest] = value.split(';').map(trimFieldSpace);
  if (
    names(pair, ROLE_COOKIE) ||
    holdsAttempt(pair) ||
    rule.prefixes.some(({ name, prefix }) => names(pair, prefix + name))
  )
    return [];
  const written = rest.filter((text) => text !== '').map(parseAttribute);
  const attributes = written.filter(([, attribute]) => !isIgnored(attribute));
  const plan = planOf(nameOf(pair), attributes, rule);
  if (plan.adds.length === 0 && plan.removes.length === 0 && plan.prefix === '' && attributes.length === written.length)
    return [value];
  const hardened = joined(plan.prefix + pair, attributes, plan);
  if (!plan.moves || !isDeletion(attributes, nowMs)) return [hardened];
  const [removes, adds] = [
    ['secure', 'samesite'],
    ['Secure', SAME_SITE_TEXT[plan.sameSite]],
  ];
  return [hardened, joined(pair, attributes, { removes, adds })];
}

/** What changes of a cookie. */
interface CookiePlan {
  readonly prefix: CookiePrefix['prefix'] | '';
  readonly sameSite: SameSite;
  /** Names of attributes, in lower case. */
  readonly removes: readonly string[];
  readonly adds: readonly string[];
  /** Browsers keep the result as another cookie than the one that the origin wrote. */
  readonly moves: boolean;
}

function planOf(name: string, attributes: Attributes, rule: CookieRule): CookiePlan {
  const has = (wanted: string): boolean => attributes.some(([attribute]) => attribute === wanted);
  const prefix = rule.prefixes.find((each) => each.name === name)?.prefix ?? '';
  const isOfHost = prefix === '__Host-';
  const takesDomain = (rule.domain === 'host' || isOfHost) && has('domain');
  const partitions = rule.partitioned && !has('partitioned');
  const theirs = sameSiteOf(attributes);
  const sameSite = stricterSameSite(rule.sameSite, theirs);
  const statesSameSite = theirs === sameSite && attributes.filter(([each]) => each === 'samesite').length === 1;
  const removes = takesDomain ? ['domain'] : [];
  const adds: string[] = [];
  if (isOfHost) {
    removes.push('path');
    adds.push('Path=/');
  }
  if (!has('secure')) adds.push('Secure');
  if (!statesSameSite) {
    removes.push('samesite');
    adds.push(SAME_SITE_TEXT[sameSite]);
  }
  if (isKeptFromScripts(name, rule) && !has('httponly')) adds.push('HttpOnly');
  if (partitions) adds.push('Partitioned');
  const moves = prefix !== '' || partitions || (takesDomain && lastOf(attributes, 'domain') !== '');
  return { prefix, sameSite, removes, adds, moves };
}

function joined(pair: string, attributes: Attributes, { removes, adds }: Pick<CookiePlan, 'removes' | 'adds'>): string {
  const kept = attributes.filter(([name]) => !removes.includes(name)).map(([, , text]) => text);
  return [pair, ...kept, ...adds].join('; ');
}

function isKeptFromScripts(name: string, { httpOnly }: CookieRule): boolean {
  return httpOnly.names.includes(name) === (httpOnly.kind === 'only');
}

/** As browsers read it: of several counts the last, and what is none of the three counts for nothing. */
function sameSiteOf(attributes: Attributes): SameSite | null {
  const stated = lastOf(attributes, 'samesite')?.toLowerCase();
  return SAME_SITE.find((each) => each === stated) ?? null;
}

function stricterSameSite(ours: CookieRule['sameSite'], theirs: SameSite | null): SameSite {
  if (ours === 'origin') return theirs ?? 'lax';
  if (theirs === null) return ours;
  return SAME_SITE.indexOf(theirs) > SAME_SITE.indexOf(ours) ? theirs : ours;
}

/** A pair without `=` is the value of a cookie without a name (RFC 6265bis section 5.6). */
function nameOf(pair: string): string {
  return trimFieldSpace(pair.slice(0, Math.max(0, pair.indexOf('='))));
}

/** An attempt of someone else's, put into this browser, would sign the visitor in as that person. */
function holdsAttempt(pair: string): boolean {
  return pair.toLowerCase().includes(ATTEMPT_COOKIE_PREFIX.toLowerCase());
}

function names(pair: string, cookie: string): boolean {
  const wanted = cookie.toLowerCase();
  // A pair without a name is read by its value, and a Unicode space before the name hides it from us, not from the app.
  return (
    pair
      .slice(0, Math.max(0, pair.indexOf('=')))
      .trim()
      .toLowerCase() === wanted || pair.toLowerCase().includes(`${wanted}=`)
  );
}

/** Octets of an attribute's value beyond which browsers ignore the attribute (RFC 6265bis section 5.6). */
const MAX_OCTETS = 1024;
/** A character has three octets at most. */
const SHORT = Math.floor(MAX_OCTETS / 3);

function isIgnored(value: string): boolean {
  return value.length > SHORT && new TextEncoder().encode(value).length > MAX_OCTETS;
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
