import { completeTenantPolicy, type TenantPolicy } from '@portcullis/rules/engine';

/** The policy that state keeps; `null` where it is none that this gateway, or an older one, wrote. */
export function storedPolicy(value: unknown): TenantPolicy | null {
  return isTenantPolicy(value) ? completeTenantPolicy(value) : null;
}

function isTenantPolicy(value: unknown): value is Parameters<typeof completeTenantPolicy>[0] {
  if (typeof value !== 'object' || value === null) return false;
  const {
    suspended,
    requireMfa,
    forbidActAs = false,
    addresses,
    notBefore,
  } = value as Readonly<Record<string, unknown>>;
  return (
    typeof suspended === 'boolean' &&
    typeof requireMfa === 'boolean' &&
    typeof forbidActAs === 'boolean' &&
    Number.isFinite(notBefore) &&
    Array.isArray(addresses) &&
    addresses.every((prefix) => typeof prefix === 'string')
  );
}
