import { isUnreadable, lacksCredentials, type Refusal, setSession } from '@portcullis/rules/engine';
import { removeCredentials, withOwnNames } from '../core/headers/index.ts';
import { sessionFromToken, splitCookies } from '../core/tokens/index.ts';
import type { RoutedExchange } from './exchange.ts';
import { issuedSession, issuerOf, takeToken } from './sessions/index.ts';

/**
 * Finds out who asks: by a token, where the route takes tokens, or else by the role cookie. A missing or bad one is a fact for
 * later steps, not a refusal. The gateway's own cookies are verified without I/O. A token of a machine that is not known is asked
 * for in shared state, and the keys of a login service at its URL: where these do not answer, the request is refused (503).
 */
export async function session(exchange: RoutedExchange): Promise<Refusal | null> {
  const { config, decision, request } = exchange;
  // Only now: a request without a route is not worth the work.
  const { role, rest } = splitCookies(request.headers.get('cookie'));
  const { cors, cookies } = decision.route;
  const own = rest === null || cookies.prefixes.length === 0 ? rest : withOwnNames(rest, cookies.prefixes);
  // What is not UTF-8 went on byte for byte, which holds only for what needs no change.
  if (own !== null && !isUnreadable(own)) exchange.headers.set('cookie', own);
  else if (own !== rest) exchange.headers.delete('cookie');
  if (cors !== null && lacksCredentials(decision)) removeCredentials(exchange.headers, cors);
  const isToken = await takeToken(exchange);
  if (isToken !== false) return isToken === true ? null : isToken;
  const [token, ...more] = role;
  if (token === undefined) return null;
  if (more.length > 0) {
    setSession(decision, { kind: 'invalid', detail: 'two role cookies' });
    return null;
  }
  const issuer = issuerOf(exchange, token);
  if (issuer !== null) {
    const issued = await issuedSession(exchange, issuer, token);
    if ('reason' in issued) return issued;
    setSession(decision, issued);
    return null;
  }
  const { policy, roles } = config.engine;
  const { lifetimeSeconds, renew } = policy.session;
  const expected = { gateway: policy.gateway, roles, lifetimeSeconds, renew };
  const fact = sessionFromToken(await config.verifyRoleCookie(token), expected, decision.request.nowSeconds);
  setSession(decision, fact);
  return null;
}
