import { eitherOf } from '../../../analysis/wording/index.ts';
import type { ExplainCondition } from '../module.ts';

export const explain: ExplainCondition<'asns'> = {
  passed: ({ asns }, { request }) =>
    asns === null ? [] : [{ part: 'asns', text: `the network ${request.asn} is listed` }],
  wouldPass: { asn_not_listed: ({ asns }) => `from the network ${eitherOf((asns ?? []).map(String))}` },
};
