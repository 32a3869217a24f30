import { endpointPath } from '@portcullis/rules/engine';
import { ProviderError } from '../adapters/bounded-fetch.ts';
import { endSessionUrl } from '../adapters/oidc.ts';
import type { SessionSource } from '../core/identity/index.ts';
import type { RoutedExchange } from './exchange.ts';

/**
 * Where the provider signs the visitor out, too (OpenID Connect RP-Initiated Logout 1.0); `null` where the session came by none
 * that does, or the provider does not answer: the gateway's own session is over all the same.
 */
export async function providerSignOut(exchange: RoutedExchange, source: SessionSource | null): Promise<string | null> {
  const { config, decision } = exchange;
  const client = source === null ? undefined : config.providers?.clients.get(source.provider);
  if (source === null || client === undefined) return null;
  const { scheme, host } = decision.request.target;
  try {
    const { endSessionEndpoint } = await config.providerKeys.metadata(client.rule.issuer);
    if (endSessionEndpoint === null) return null;
    return endSessionUrl(client, endSessionEndpoint, {
      idToken: source.idToken,
      returnTo: `${scheme}://${host}${endpointPath('signedOut')}`,
    });
  } catch (error) {
    if (error instanceof ProviderError) return null;
    throw error;
  }
}
