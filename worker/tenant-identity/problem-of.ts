import { ProviderError } from '../adapters/bounded-fetch.ts';
import type { TenantProviders } from '../providers.ts';

/**
 * Why a provider cannot be used, for the operator who brings it; `null`: it says of itself what is needed. It is asked once, within the
 * bounds of every question to a provider.
 */
export async function problemOf({ keys }: TenantProviders, issuer: string): Promise<string | null> {
  try {
    await keys.metadata(issuer);
    return null;
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error;
    return `The provider cannot be used: ${error.message}. If it is only away, repeat the call with ?force=true.`;
  }
}
