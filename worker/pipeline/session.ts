import { isUnreadable, lacksCredentials, setSession } from '@portcullis/rules/engine';
import { removeCredentials } from '../core/headers/index.ts';
import { sessionFromToken, splitCookies } from '../core/tokens/index.ts';
import type { RoutedExchange } from './exchange.ts';

/** Reads the role cookie, without I/O. A missing or bad cookie is a fact for later steps, not a refusal. */
export async function session(exchange: RoutedExchange): Promise<null> {
  const { config, decision, request } = exchange;
  // Only now: a request without a route is not worth the work.
  const { role, rest } = splitCookies(request.headers.get('cookie'));
  if (rest !== null && !isUnreadable(rest)) exchange.headers.set('cookie', rest);
  const { cors } = decision.route;
  if (cors !== null && lacksCredentials(decision)) removeCredentials(exchange.headers, cors);
  const [token, ...more] = role;
  if (token === undefined) return null;
  if (more.length > 0) {
    setSession(decision, { kind: 'invalid', detail: 'two role cookies' });
    return null;
  }
  const { policy, roles } = config.engine;
  const expected = { gateway: policy.gateway, roles, lifetimeSeconds: policy.session.lifetimeSeconds };
  const fact = sessionFromToken(await config.verifyRoleCookie(token), expected, decision.request.nowSeconds);
  setSession(decision, fact);
  return null;
}
