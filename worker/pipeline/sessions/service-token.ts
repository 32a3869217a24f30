import { type Refusal, type SessionFact, setSession } from '@portcullis/rules/engine';
import { sessionOfToken, type TokenText, tokenOfAuthorization } from '../../core/service-tokens/index.ts';
import type { RoutedExchange } from '../exchange.ts';
import { stateUnavailable } from './state-unavailable.ts';

/**
 * Takes a token of a machine out of the request, so that no app ever gets it. Where the route takes tokens, it says who asks.
 * @returns whether it did; a refusal where shared state cannot say whose the token is
 */
export async function takeServiceToken(exchange: RoutedExchange): Promise<boolean | Refusal> {
  const { config, decision, request, headers } = exchange;
  if (config.engine.policy.tokens === null) return false;
  const text = tokenOfAuthorization(request.headers.get('authorization'));
  if (text === null) return false;
  headers.delete('authorization');
  const { access } = decision.route;
  if (access.kind === 'public' || !access.credentials.includes('token')) return false;
  if (text === 'malformed') {
    setSession(decision, invalid('malformed'));
    return true;
  }
  try {
    setSession(decision, await factOf(exchange, text));
    return true;
  } catch (error) {
    return stateUnavailable(exchange, error);
  }
}

async function factOf({ config, decision }: RoutedExchange, text: TokenText): Promise<SessionFact> {
  const { tokens, engine } = config;
  const roles = engine.policy.tokens?.roles ?? [];
  for (const again of [false, true]) {
    const token = await tokens.find(text, again);
    if (token === null) return invalid('unknown');
    const session = await sessionOfToken(token, text, roles, decision.request.nowSeconds);
    if (typeof session !== 'string') return { kind: 'verified', session };
    // The secret may be newer than what is known.
    if (session !== 'wrong secret' || again) return invalid(session);
  }
  return invalid('unknown');
}

function invalid(what: string): SessionFact {
  return { kind: 'invalid', detail: `token: ${what}` };
}
