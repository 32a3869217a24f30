import type { OidcClient } from '../adapters/oidc.ts';
import type { Config } from '../config.ts';
import type { SessionSource } from '../core/identity/index.ts';
import { type NoClient, providerClient } from './provider-client.ts';

/**
 * The gateway as a client of the provider by which a session came. `missing` too where the tenant's own has changed since: what the one
 * before gave is not for the next to see.
 * @throws where state cannot answer
 */
export async function clientOfSource(
  config: Pick<Config, 'providers' | 'state'>,
  { provider, since }: Pick<SessionSource, 'provider' | 'since'>,
): Promise<OidcClient | NoClient> {
  const client = await providerClient(config, provider);
  return typeof client === 'string' || client.since === since ? client : 'missing';
}
