import { OUTAGE_RETRY_SECONDS, type Refusal, refuse, type SessionFact } from '@portcullis/rules/engine';
import { errorText } from '../../core/failures/index.ts';
import { namedIssuer, sessionOfIssuer } from '../../core/issuers/index.ts';
import type { Issuer } from '../../settings/read-issuers.ts';
import type { RoutedExchange } from '../exchange.ts';

/** The login service of the company's own that a token names, if the rules know it. Nothing is verified yet. */
export function issuerOf({ config }: RoutedExchange, token: string): Issuer | null {
  if (config.issuers.size === 0) return null;
  return config.issuers.get(namedIssuer(token) ?? '') ?? null;
}

/** The session that a login service has minted; a refusal where its keys cannot be asked for. */
export async function issuedSession(
  { config, decision }: RoutedExchange,
  { rule, verify }: Issuer,
  token: string,
): Promise<SessionFact | Refusal> {
  const { gateway, session } = config.engine.policy;
  try {
    return sessionOfIssuer(await verify(token), {
      rule,
      gateway,
      lifetimeSeconds: session.lifetimeSeconds,
      nowSeconds: decision.request.nowSeconds,
    });
  } catch (error) {
    const detail = `issuer "${rule.id}": ${errorText(error)}`;
    return refuse('identity_unavailable', rule.at, { detail, retryAfterSeconds: OUTAGE_RETRY_SECONDS });
  }
}
