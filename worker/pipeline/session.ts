import { isUnreadable, lacksCredentials, type Refusal, setSession } from '@portcullis/rules/engine';
import { removeCredentials, withOwnNames } from '../core/headers/index.ts';
import { type JwsResult, sessionFromToken, splitCookies } from '../core/tokens/index.ts';
import type { Issuer } from '../settings/read-issuers.ts';
import type { RoutedExchange } from './exchange.ts';
import { issuedSession, issuerOf, takeToken } from './sessions/index.ts';

/**
 * Finds out who asks: by a token, where the route takes tokens, or else by the role cookie. A missing or bad one is a fact for
 * later steps, not a refusal. The gateway's own cookies are verified without I/O. A token of a machine that is not known is asked
 * for in shared state, and the keys of a login service at its URL: where these do not answer, the request is refused (503).
 */
export function session(exchange: RoutedExchange): Refusal | null | Promise<Refusal | null> {
  const { decision, fields, headers } = exchange;
  // Only now: a request without a route is not worth the work.
  const { role, rest } = splitCookies(fields.get('cookie') ?? null);
  const { cors, cookies } = decision.route;
  const own = rest === null || cookies.prefixes.length === 0 ? rest : withOwnNames(rest, cookies.prefixes);
  // What is not UTF-8 went on byte for byte, which holds only for what needs no change.
  if (own !== null && !isUnreadable(own)) headers.set('cookie', own);
  else if (own !== rest) headers.delete('cookie');
  if (cors !== null && lacksCredentials(decision)) removeCredentials(headers, cors);
  const authorization = fields.get('authorization');
  return authorization === undefined ? fromCookie(exchange, role) : fromToken(exchange, authorization, role);
}

async function fromToken(
  exchange: RoutedExchange,
  authorization: string,
  role: readonly string[],
): Promise<Refusal | null> {
  const isToken = await takeToken(exchange, authorization);
  if (isToken === false) return fromCookie(exchange, role);
  return isToken === true ? null : isToken;
}

/** @param role values of the role cookies that the request has */
function fromCookie(exchange: RoutedExchange, role: readonly string[]): null | Promise<Refusal | null> {
  const { config, decision } = exchange;
  const [token, ...more] = role;
  if (token === undefined) return null;
  if (more.length > 0) {
    setSession(decision, { kind: 'invalid', detail: 'two role cookies' });
    return null;
  }
  const issuer = issuerOf(exchange, token);
  if (issuer !== null) return fromIssuer(exchange, issuer, token);
  const verified = config.verifyRoleCookie(token);
  if (verified instanceof Promise) return verified.then((result) => fromVerified(exchange, result));
  return fromVerified(exchange, verified);
}

function fromVerified({ config, decision }: RoutedExchange, verified: JwsResult): null {
  const { policy, roles } = config.engine;
  const { lifetimeSeconds, renew } = policy.session;
  const expected = { gateway: policy.gateway, roles, lifetimeSeconds, renew };
  setSession(decision, sessionFromToken(verified, expected, decision.request.nowSeconds));
  return null;
}

async function fromIssuer(exchange: RoutedExchange, issuer: Issuer, token: string): Promise<Refusal | null> {
  const issued = await issuedSession(exchange, issuer, token);
  if ('reason' in issued) return issued;
  setSession(exchange.decision, issued);
  return null;
}
