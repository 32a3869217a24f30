import type { TenantProvider } from '@portcullis/rules/engine';
import { keptKey } from '../core/kept/index.ts';
import type { TenantProviders } from '../providers.ts';
import type { StatePort } from '../state/port.ts';

/** A tenant's provider, as shared state keeps it. */
export interface KeptProvider {
  readonly provider: TenantProvider;
  /** When it last changed in more than how the gateway proves who it is; seconds since the epoch. Older sessions by it are over. */
  readonly since: number;
}

/** Of what is sealed. */
const VERSION = 1;
const KEY = keptKey('identity', 'provider');

/**
 * What the tenant has brought; `null`: nothing. `unreadable`: it was sealed with a key that is not there any more, or was changed by others
 * than the gateway.
 * @throws where state cannot answer
 */
export async function readTenantProvider(
  state: StatePort,
  { sealer }: TenantProviders,
  tenant: string,
): Promise<KeptProvider | null | 'unreadable'> {
  const [kept = null] = await state.readKept(tenant, [KEY]);
  if (kept === null) return null;
  const text = await sealer.open(kept.value, placeOf(tenant));
  if (text === null) return 'unreadable';
  const { version, ...document } = JSON.parse(text) as KeptProvider & { readonly version: unknown };
  return version === VERSION ? document : 'unreadable';
}

/** Keeps the document, sealed as a whole: who can write to the store alone can neither read it nor make one. */
export async function writeTenantProvider(
  state: StatePort,
  { sealer }: TenantProviders,
  tenant: string,
  document: KeptProvider | null,
): Promise<void> {
  const value =
    document === null ? null : await sealer.seal(JSON.stringify({ version: VERSION, ...document }), placeOf(tenant));
  await state.writeKept(tenant, [{ key: KEY, value, expires: null }]);
}

function placeOf(tenant: string): string {
  return `identity of ${tenant}`;
}
