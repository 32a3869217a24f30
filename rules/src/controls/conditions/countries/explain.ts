import { eitherOf } from '../../../analysis/wording/index.ts';
import type { ExplainCondition } from '../module.ts';

export const explain: ExplainCondition<'countries'> = {
  passed: ({ countries }, { request }) =>
    countries === null ? [] : [{ part: 'countries', text: `the country ${request.country} is listed` }],
  wouldPass: { country_not_listed: ({ countries }) => `from ${eitherOf(countries ?? [])}` },
};
