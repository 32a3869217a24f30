import { eitherOf } from '../../../analysis/wording/index.ts';
import type { ExplainCondition } from '../module.ts';

export const explain: ExplainCondition<'countries'> = {
  passed: ({ countries }, { request }) =>
    countries === null ? [] : [{ part: 'countries', text: `the country ${request.country} is listed` }],
  refusals: {
    country_not_listed: {
      text: 'the country is not on the list',
      passes: ({ countries }) => (countries === null ? null : `from ${eitherOf(countries)}`),
    },
  },
};
