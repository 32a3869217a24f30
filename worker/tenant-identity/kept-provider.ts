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

/** What is kept, and its version: `null` where nothing is. */
export interface TenantDocument {
  readonly kept: KeptProvider | null | 'unreadable';
  readonly version: number | null;
}

/**
 * What the tenant has brought; `null`: nothing. `unreadable`: it was sealed with a key that is not there any more, or was changed by others
 * than the gateway.
 * @throws where state cannot answer
 */
export async function readTenantProvider(
  state: StatePort,
  tenants: TenantProviders,
  tenant: string,
): Promise<TenantDocument['kept']> {
  return (await readTenantDocument(state, tenants, tenant)).kept;
}

/** The same, with the version that a change must be of. @throws where state cannot answer */
export async function readTenantDocument(
  state: StatePort,
  { sealer }: TenantProviders,
  tenant: string,
): Promise<TenantDocument> {
  const [kept = null] = await state.readKept(tenant, [KEY]);
  if (kept === null) return { kept: null, version: null };
  const { version } = kept;
  const text = await sealer.open(kept.value, placeOf(tenant));
  if (text === null) return { kept: 'unreadable', version };
  const { version: format, ...document } = JSON.parse(text) as KeptProvider & { readonly version: unknown };
  return { kept: format === VERSION ? document : 'unreadable', version };
}

/**
 * Keeps the document, sealed as a whole: who can write to the store alone can neither read it nor make one.
 * @param ifVersion the one that it must have, `null` that there must be none; absent: any
 * @returns whether it was kept
 */
export async function writeTenantProvider(
  state: StatePort,
  { sealer }: TenantProviders,
  tenant: string,
  document: KeptProvider | null,
  ifVersion?: number | null,
): Promise<boolean> {
  const value =
    document === null ? null : await sealer.seal(JSON.stringify({ version: VERSION, ...document }), placeOf(tenant));
  const condition = ifVersion === undefined ? {} : { ifVersion };
  return state.writeKept(tenant, [{ key: KEY, value, expires: null, ...condition }]);
}

function placeOf(tenant: string): string {
  return `identity of ${tenant}`;
}
