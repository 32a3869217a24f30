import { endpointPath } from '@portcullis/rules/engine';
import { endSessionUrl } from '../adapters/oidc.ts';
import type { SessionSource } from '../core/identity/index.ts';
import { clientOfSource } from '../tenant-identity/index.ts';
import type { RoutedExchange } from './exchange.ts';

/**
 * Where the provider signs the visitor out, too (OpenID Connect RP-Initiated Logout 1.0); `null` where the session came by none
 * that does, or the provider does not answer: the gateway's own session is over all the same.
 */
export async function providerSignOut(
  { config, decision }: RoutedExchange,
  source: SessionSource,
): Promise<string | null> {
  const { scheme, host } = decision.request.target;
  try {
    const client = await clientOfSource(config, source);
    if (typeof client === 'string') return null;
    const { endSessionEndpoint } = await client.keys.metadata(client.rule.issuer);
    if (endSessionEndpoint === null) return null;
    return endSessionUrl(client, endSessionEndpoint, {
      idToken: source.idToken,
      returnTo: `${scheme}://${host}${endpointPath('signedOut')}`,
    });
  } catch {
    return null;
  }
}
