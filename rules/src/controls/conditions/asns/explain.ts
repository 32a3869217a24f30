import { eitherOf } from '../../../analysis/wording/index.ts';
import type { ExplainCondition } from '../module.ts';

export const explain: ExplainCondition<'asns'> = {
  passed: ({ asns }, { request }) =>
    asns === null ? [] : [{ part: 'asns', text: `the network ${request.asn} is listed` }],
  refusals: {
    asn_not_listed: {
      text: 'the network is not on the list',
      passes: ({ asns }) => (asns === null ? null : `from the network ${eitherOf(asns.map(String))}`),
    },
  },
};
