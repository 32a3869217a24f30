import { providerOfTenant, tenantOfProvider } from '@portcullis/rules/engine';
import type { OidcClient } from '../adapters/oidc.ts';
import type { Config } from '../config.ts';
import { readTenantProvider } from './kept-provider.ts';

/**
 * Why there is no client. `unknown`: the rules know no such provider. `missing`: the tenant has none of its own. `unreadable`: what is kept
 * of it cannot be opened. `outside`: the rules no longer allow its issuer.
 */
export type NoClient = 'unknown' | 'missing' | 'unreadable' | 'outside';

/**
 * The gateway as a client of a provider: one of the rules, or one that a tenant brings, as it is kept at this moment. Nothing of it is
 * remembered, so that a change holds from the next request on.
 * @param id not trusted
 * @throws where state cannot answer
 */
export async function providerClient(
  { providers, state }: Pick<Config, 'providers' | 'state'>,
  id: string,
): Promise<OidcClient | NoClient> {
  const known = providers?.clients.get(id);
  if (known !== undefined) return known;
  const tenants = providers?.tenants ?? null;
  const tenant = tenantOfProvider(id);
  if (tenants === null || tenant === null) return 'unknown';
  const kept = await readTenantProvider(state, tenants, tenant);
  if (kept === null) return 'missing';
  if (kept === 'unreadable') return 'unreadable';
  const rule = providerOfTenant(kept.provider, tenant, tenants.rule);
  if (rule === null) return 'outside';
  const { secret } = kept.provider.client;
  return { rule, proof: { kind: 'secret', secret }, keys: tenants.keys, since: kept.since };
}
