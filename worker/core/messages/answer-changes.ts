import { isUnreadable } from '@portcullis/rules/engine';
import type { CookieRule } from '@portcullis/rules/policy';
import { hardenSetCookie, publicLocation } from '../headers/index.ts';

/** How an origin's answer changes before it goes out. */
export interface AnswerChanges {
  /** New values of `Location` and `Content-Location`. */
  readonly locations: readonly (readonly [name: string, value: string])[];
  /** New values of `Set-Cookie`, all of them; `null` if they stay as they are. */
  readonly cookies: readonly string[] | null;
  /** The origin tried to set the gateway's own cookie. */
  readonly roleCookieDropped: boolean;
}

/** What the changes depend on. */
export interface AnswerPlace {
  /** `scheme://host` of the origin; `null` where it has no URL. */
  readonly originBase: string | null;
  /** `scheme://host` that the client asked for. */
  readonly publicBase: string;
  readonly cookies: CookieRule;
  /** The page that asks gets no cookies. */
  readonly withoutCookies: boolean;
  readonly nowMs: number;
}

const LOCATIONS = ['location', 'content-location'] as const;

/**
 * Works out which headers of an answer are rewritten; everything else goes out byte for byte.
 * @returns the name of a header that would have to change and has bytes that are not UTF-8, in place of the changes
 */
export function answerChanges(headers: Headers, place: AnswerPlace): AnswerChanges | string {
  const locations: (readonly [string, string])[] = [];
  for (const name of LOCATIONS) {
    const value = headers.get(name);
    const changed =
      value === null || place.originBase === null ? value : publicLocation(value, place.originBase, place.publicBase);
    if (changed === null || changed === value) continue;
    if (isUnreadable(changed) || isUnreadable(value ?? '')) return name;
    locations.push([name, changed]);
  }
  const came = headers.getSetCookie();
  if (place.withoutCookies) return { locations, cookies: came.length === 0 ? null : [], roleCookieDropped: false };
  const hardened = came.map((value) => hardenSetCookie(value, place.cookies, place.nowMs));
  const changes = hardened.some((values, index) => values.length !== 1 || values[0] !== came[index]);
  if (changes && hardened.flat().some(isUnreadable)) return 'set-cookie';
  return {
    locations,
    cookies: changes ? hardened.flat() : null,
    roleCookieDropped: hardened.some((values) => values.length === 0),
  };
}
