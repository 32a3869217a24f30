import type { Refused } from '../../refused.ts';
import type { ConditionFacts } from '../facts.ts';
import type { AsnsCondition } from './policy.ts';

export function decideAsns(
  { asns }: AsnsCondition,
  { request: { asn } }: ConditionFacts,
): Refused<'asn_not_listed', 'asns'> | null {
  if (asns === null || (asn !== null && asns.includes(asn))) return null;
  return { reason: 'asn_not_listed', part: 'asns', detail: String(asn ?? 'unknown') };
}
