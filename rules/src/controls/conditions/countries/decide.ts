import type { Refused } from '../../refused.ts';
import type { ConditionFacts } from '../facts.ts';
import type { CountriesCondition } from './policy.ts';

export function decideCountries(
  { countries }: CountriesCondition,
  { request: { country } }: ConditionFacts,
): Refused<'country_not_listed', 'countries'> | null {
  if (countries === null || (country !== null && countries.includes(country))) return null;
  return { reason: 'country_not_listed', part: 'countries', detail: country ?? 'unknown' };
}
