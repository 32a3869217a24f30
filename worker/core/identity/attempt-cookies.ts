import { trimFieldSpace } from '@portcullis/rules/engine';
import { ATTEMPT_COOKIE_PREFIX } from '../tokens/index.ts';
import { ATTEMPT_SECONDS } from './attempt.ts';

/** Attempts that a browser holds at once. More would grow the header block of every request. */
export const MAX_ATTEMPTS = 5;

const STATE_CHARACTERS = 8;
const NAME_END = /^[A-Za-z0-9_-]{8}$/;
/** Milliseconds since the epoch in base 36, then what is sealed. */
const VALUE = /^([0-9a-z]{1,9})\.([A-Za-z0-9_-]{1,3800})$/;

/** A cookie that holds an attempt, as the browser sends it: not yet opened. */
export interface AttemptCookie {
  readonly name: string;
  /** As the cookie says, only good for choosing which to drop first. */
  readonly startedMs: number;
  readonly sealed: string;
}

export function attemptCookieName(state: string): string {
  return `${ATTEMPT_COOKIE_PREFIX}${state.slice(0, STATE_CHARACTERS)}`;
}

/** The Set-Cookie value that keeps an attempt in the browser until it comes back. */
export function attemptCookie(state: string, startedSeconds: number, sealed: string): string {
  const value = `${Math.floor(startedSeconds * 1000).toString(36)}.${sealed}`;
  return `${attemptCookieName(state)}=${value}; Path=/; Max-Age=${ATTEMPT_SECONDS}; Secure; HttpOnly; SameSite=Lax`;
}

/** The Set-Cookie value that takes it away. */
export function clearedAttemptCookie(name: string): string {
  return `${name}=; Path=/; Max-Age=0; Secure; HttpOnly; SameSite=Lax`;
}

/** The attempts in a `Cookie` header, the newest first; what is not one passes for the oldest. */
export function attemptCookies(header: string | null): readonly AttemptCookie[] {
  if (header === null || !header.includes(ATTEMPT_COOKIE_PREFIX)) return [];
  const found = header.split(';').flatMap((raw) => {
    const pair = trimFieldSpace(raw);
    const equals = pair.indexOf('=');
    const name = pair.slice(0, Math.max(0, equals));
    if (!name.startsWith(ATTEMPT_COOKIE_PREFIX) || !NAME_END.test(name.slice(ATTEMPT_COOKIE_PREFIX.length))) return [];
    const [, started = '0', sealed = ''] = VALUE.exec(pair.slice(equals + 1)) ?? [];
    return [{ name, startedMs: Number.parseInt(started, 36), sealed }];
  });
  // Browsers send the older ones first (RFC 6265 section 5.4).
  return found.reverse().sort((one, other) => other.startedMs - one.startedMs);
}

/** The cookie of an attempt, found by the state that came back; two of one name are none. */
export function attemptCookieOf(header: string | null, state: string): AttemptCookie | null {
  const name = attemptCookieName(state);
  const [cookie, ...others] = attemptCookies(header).filter((each) => each.name === name);
  return cookie === undefined || others.length > 0 ? null : cookie;
}

/** Names of the cookies that must go, so that one more attempt fits. */
export function attemptsToDrop(header: string | null): readonly string[] {
  return attemptCookies(header)
    .slice(MAX_ATTEMPTS - 1)
    .map(({ name }) => name);
}

/** Cookie of a browser that has signed in just now. What is refused all the same is shown, not sent to sign in again. */
const LATELY = `${ATTEMPT_COOKIE_PREFIX}lately`;
const LATELY_SECONDS = 10;

/** The Set-Cookie value that notes a sign-in. */
export const LATELY_COOKIE = `${LATELY}=1; Path=/; Max-Age=${LATELY_SECONDS}; Secure; HttpOnly; SameSite=Lax`;

/** Whether the browser has signed in within the last seconds. */
export function signedInLately(header: string | null): boolean {
  return header?.includes(`${LATELY}=`) ?? false;
}
