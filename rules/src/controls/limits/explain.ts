import { formatSeconds } from '../../analysis/wording/index.ts';
import type { ControlExplain } from '../module.ts';

export const explain: ControlExplain<'limits'> = {
  refusals: {
    limit_exceeded: {
      text: 'a quota is used up',
      passes: ({ retryAfterSeconds }) => `after ${formatSeconds(retryAfterSeconds)} at the latest`,
    },
  },
};
