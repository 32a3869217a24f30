import { limitKeyOfAddress, type Refusal, type SessionFact, setSession } from '@portcullis/rules/engine';
import type { TokensRule } from '@portcullis/rules/policy';
import { sessionOfToken, type TokenText, tokenOfAuthorization } from '../../core/service-tokens/index.ts';
import type { RoutedExchange } from '../exchange.ts';
import { issuedSession, issuerOf } from './issued-session.ts';
import { stateUnavailable } from './state-unavailable.ts';

/**
 * Looks for a token where the route takes tokens: one of a machine, or one that a login service has minted. It says who asks, and
 * goes no further. A machine's token never goes to an app, on any route.
 * @returns whether there was one; a refusal where it cannot be judged now
 */
export async function takeToken(exchange: RoutedExchange, authorization: string): Promise<boolean | Refusal> {
  const fact = (await machineToken(exchange, authorization)) ?? (await issuedToken(exchange, authorization));
  if (fact === null) return false;
  if ('reason' in fact) return fact;
  setSession(exchange.decision, fact);
  return true;
}

function takesTokens({ decision: { route } }: RoutedExchange): boolean {
  return route.access.kind === 'roles' && route.access.credentials.includes('token');
}

async function machineToken(exchange: RoutedExchange, authorization: string): Promise<SessionFact | Refusal | null> {
  const { tokens } = exchange.config.engine.policy;
  if (tokens === null) return null;
  const text = tokenOfAuthorization(authorization);
  if (text === null) return null;
  exchange.headers.delete('authorization');
  if (!takesTokens(exchange)) return null;
  if (text === 'malformed') return invalid('malformed');
  try {
    return await factOf(exchange, text, tokens);
  } catch (error) {
    return stateUnavailable(exchange, error);
  }
}

async function factOf(
  { config: { tokens }, decision }: RoutedExchange,
  text: TokenText,
  rule: TokensRule,
): Promise<SessionFact> {
  const { address } = decision.request;
  const from = address === null ? '' : limitKeyOfAddress(address);
  for (const again of [false, true]) {
    const token = await tokens.find(text, from, again);
    if (token === null) return invalid('unknown');
    const session = await sessionOfToken(token, text, rule, decision.request.nowSeconds);
    if (typeof session !== 'string') return { kind: 'verified', session };
    // The secret may be newer than what is known.
    if (session !== 'wrong secret') return invalid(session);
  }
  return invalid('wrong secret');
}

/** Tokens of others are the app's: only those that name a login service of the rules are taken. */
async function issuedToken(exchange: RoutedExchange, authorization: string): Promise<SessionFact | Refusal | null> {
  if (!takesTokens(exchange)) return null;
  const token = /^Bearer +(\S+)$/i.exec(authorization)?.[1];
  const issuer = token === undefined ? null : issuerOf(exchange, token);
  if (token === undefined || issuer === null || !issuer.rule.bearer) return null;
  exchange.headers.delete('authorization');
  const fact = await issuedSession(exchange, issuer, token);
  if ('reason' in fact || fact.kind !== 'verified') return fact;
  return { kind: 'verified', session: { ...fact.session, token: { scheme: 'bearer', addresses: null } } };
}

function invalid(what: string): SessionFact {
  return { kind: 'invalid', detail: `token: ${what}` };
}
