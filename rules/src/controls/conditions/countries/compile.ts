import { checkList, type Path, valueOrProblem } from '../../../compiler/problems/index.ts';
import type { ControlScope } from '../../../compiler/scope/index.ts';
import { checkPlatform } from '../check-platform.ts';
import { parseCountry } from './country.ts';
import type { CountriesCondition } from './policy.ts';
import type { CountriesEntry } from './schema.ts';

export const unstated: CountriesCondition = { countries: null };

export function compile({ countries }: CountriesEntry, scope: ControlScope, path: Path): CountriesCondition {
  if (countries === undefined) return unstated;
  checkPlatform(scope, path, 'countries');
  const { report } = scope;
  const at = [...path, 'countries'];
  checkList(report, at, countries, { what: 'country', emptyFix: 'List the countries, or remove the key.' });
  for (const [index, text] of countries.entries())
    valueOrProblem(report, [...at, index], 'unknown_value', parseCountry(text));
  return { countries: countries.toSorted() };
}
