import { isUnreadable } from '@portcullis/rules/engine';
import type { CookieRule } from '@portcullis/rules/policy';
import {
  type AnsweredPlace,
  cookieAtPublicPath,
  type HeaderFields,
  hardenSetCookie,
  publicLocation,
  publicRefresh,
} from '../headers/index.ts';

/** How an origin's answer changes before it goes out. */
export interface AnswerChanges {
  /** New values of headers that name places. */
  readonly locations: readonly (readonly [name: string, value: string])[];
  /** New values of `Set-Cookie`, all of them; `null` if they stay as they are. */
  readonly cookies: readonly string[] | null;
  /** The origin tried to set the gateway's own cookie. */
  readonly roleCookieDropped: boolean;
}

/** What the changes depend on. */
export interface AnswerPlace extends AnsweredPlace {
  readonly cookies: CookieRule;
  /** The page that asks gets no cookies. */
  readonly withoutCookies: boolean;
  readonly nowMs: number;
}

/** Headers that name a place, and how each is read. */
const LOCATIONS = [
  ['location', publicLocation],
  ['content-location', publicLocation],
  ['refresh', publicRefresh],
] as const;

/** A service worker for the origin's root would be one for all of the public host. */
const LOCATIONS_OF_PREFIX = [...LOCATIONS, ['service-worker-allowed', publicLocation]] as const;

/**
 * Works out which headers of an answer are rewritten; everything else goes out byte for byte.
 * @param fields the same headers, read before
 * @returns in place of the changes, what is wrong with a header that can neither go out as it is nor be changed
 */
export function answerChanges(headers: Headers, fields: HeaderFields, place: AnswerPlace): AnswerChanges | string {
  const locations: (readonly [string, string])[] = [];
  for (const [name, rewrite] of place.origin.path === null ? LOCATIONS : LOCATIONS_OF_PREFIX) {
    const value = fields.get(name);
    if (value === undefined) continue;
    const changed = rewrite(value, place);
    if (changed === value) continue;
    if (changed === null) return `${name} leads to an address inside the network of the origin`;
    if (isUnreadable(changed) || isUnreadable(value)) return unreadable(name);
    locations.push([name, changed]);
  }
  if (!fields.has('set-cookie')) return { locations, cookies: null, roleCookieDropped: false };
  const came = headers.getSetCookie();
  if (place.withoutCookies) return { locations, cookies: [], roleCookieDropped: false };
  const hardened = came.map((value) => hardenSetCookie(cookieAtPublicPath(value, place), place.cookies, place.nowMs));
  const changes = hardened.some((values, index) => values.length !== 1 || values[0] !== came[index]);
  if (changes && hardened.flat().some(isUnreadable)) return unreadable('set-cookie');
  return {
    locations,
    cookies: changes ? hardened.flat() : null,
    roleCookieDropped: hardened.some((values) => values.length === 0),
  };
}

function unreadable(name: string): string {
  return `${name} has bytes that are not UTF-8, and cannot be rewritten`;
}
