import type { Refused } from '../../refused.ts';
import type { ConditionFacts } from '../facts.ts';
import type { TenantCondition } from './policy.ts';

export function decideTenant(
  { tenant }: TenantCondition,
  { urlTenant }: ConditionFacts,
): Refused<'tenant_missing', 'tenant'> | null {
  return tenant === 'required' && urlTenant === null ? { reason: 'tenant_missing', part: 'tenant' } : null;
}
