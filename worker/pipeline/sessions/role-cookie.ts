import { hardEndOf, idleEndOf, renewsByCookie, type Session } from '@portcullis/rules/engine';
import type { Config } from '../../config.ts';
import { claimsOfSession, ROLE_COOKIE, roleCookie } from '../../core/tokens/index.ts';
import type { Exchange } from '../exchange.ts';

const isOther = (cookie: string): boolean => !cookie.startsWith(`${ROLE_COOKIE}=`);

/**
 * Gives the browser this role cookie, in place of any that the answer was to give it.
 * @param untilMs as in {@link Exchange.roleCookieUntilMs}
 */
export function giveRoleCookie(exchange: Exchange, cookie: string, untilMs: number = Number.POSITIVE_INFINITY): void {
  const { setCookies } = exchange;
  setCookies.splice(0, setCookies.length, ...setCookies.filter(isOther), cookie);
  exchange.roleCookieUntilMs = untilMs;
}

/** The `Set-Cookie` values that still may go out. */
export function cookiesInTime({ setCookies, roleCookieUntilMs }: Exchange): readonly string[] {
  return Date.now() <= roleCookieUntilMs ? setCookies : setCookies.filter(isOther);
}

/**
 * The `Set-Cookie` value for a session, signed. The browser keeps it for as long as it can still be renewed by itself: one that
 * has the session's key sees by the missing cookie that it is to get another.
 * @param notBefore when the session begins, seconds since the epoch; `null`: now
 */
export async function cookieOfSession(
  { engine, state, signRoleCookie }: Pick<Config, 'engine' | 'state' | 'signRoleCookie'>,
  session: Session,
  notBefore: number | null,
): Promise<string> {
  const { gateway, session: rule } = engine.policy;
  const seen = state.positionOf(session.tenant);
  const claims = claimsOfSession(seen === null ? session : { ...session, seen }, gateway, notBefore);
  const token = await signRoleCookie(claims);
  const endSeconds = renewsByCookie(session, rule.renew)
    ? Math.min(idleEndOf(session, rule.renew), hardEndOf(session))
    : session.expiresAtSeconds;
  return roleCookie(token, endSeconds - Date.now() / 1000);
}
