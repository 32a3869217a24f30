import { completeTenantPolicy, type TenantPolicy } from '@portcullis/rules/engine';
import type { TenantPolicyEntry } from '../port.ts';

/** A row of the table `policies`. */
export interface PolicyRow extends Record<string, SqlStorageValue> {
  tenant: string;
  policy: string;
}

export function policyOf({ tenant, policy }: PolicyRow): TenantPolicyEntry {
  return { tenant, policy: completeTenantPolicy(JSON.parse(policy) as TenantPolicy) };
}
