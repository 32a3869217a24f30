import { MAX_ROLE_COOKIE_CHARACTERS, trimFieldSpace } from '@portcullis/rules/engine';

/** Name of the role cookie. The prefix binds it to one host, over TLS, for all paths (RFC 6265bis section 4.1.3). */
export const ROLE_COOKIE = '__Host-role';

const PROTECTION = 'Secure; HttpOnly; SameSite=Lax';
/** Attributes of the role cookie besides its age, by which browsers recognise it. */
export const ROLE_COOKIE_ATTRIBUTES = `Path=/; ${PROTECTION}`;

const MARK = '__host-role';
/** Begins the names of the cookies that hold attempts to sign in, each its own: several tabs do not disturb each other. */
export const ATTEMPT_COOKIE_PREFIX = '__Host-signin-';
const ATTEMPT_MARK = ATTEMPT_COOKIE_PREFIX.toLowerCase();

/** What a Cookie header holds for the gateway, and what of it the origin may see. */
export interface CookieSplit {
  /** Values of cookies named exactly {@link ROLE_COOKIE}. */
  readonly role: readonly string[];
  /** The header without the gateway's own cookies and anything that looks like one; `null` where nothing is left. */
  readonly rest: string | null;
}

/**
 * Takes the gateway's cookies out of a Cookie header. Only space and tab count as white space (RFC 6265 section 5.4), so that
 * no Unicode space can disguise another name as this one. Cookies that contain the name in any spelling are removed.
 */
export function splitCookies(header: string | null): CookieSplit {
  if (header === null) return { role: [], rest: null };
  const lower = header.toLowerCase();
  if (!lower.includes(MARK) && !lower.includes(ATTEMPT_MARK)) return { role: [], rest: header };
  const role: string[] = [];
  const rest: string[] = [];
  for (const raw of header.split(';')) {
    const pair = trimFieldSpace(raw);
    if (pair.startsWith(`${ROLE_COOKIE}=`)) role.push(pair.slice(ROLE_COOKIE.length + 1));
    else if (pair !== '' && !isGateways(pair.toLowerCase())) rest.push(pair);
  }
  return { role, rest: rest.length > 0 ? rest.join('; ') : null };
}

function isGateways(lowerPair: string): boolean {
  return lowerPair.includes(MARK) || lowerPair.includes(ATTEMPT_MARK);
}

/**
 * The Set-Cookie value that gives a browser its session.
 * @param token compact JWS, whose alphabet cannot break out of a cookie value
 */
export function roleCookie(token: string, maxAgeSeconds: number): string {
  return `${ROLE_COOKIE}=${token}; Path=/; Max-Age=${Math.max(0, Math.floor(maxAgeSeconds))}; ${PROTECTION}`;
}

/** What the successors of a cookie may have more: digits of times and generations, how far the state was seen, a key's thumbprint. */
const ROOM_TO_RENEW = 256;

/**
 * Whether browsers would keep the cookie, whole with its attributes, and the gateway read it.
 * @param renews whether its successors must fit as well
 */
export function fitsCookie(setCookie: string, renews = false): boolean {
  return setCookie.length <= MAX_ROLE_COOKIE_CHARACTERS - (renews ? ROOM_TO_RENEW : 0);
}

/** The Set-Cookie value that takes the session away. */
export const CLEARED_ROLE_COOKIE = roleCookie('', 0);
