import type { ControlModule } from '../module.ts';
import { NEEDS_NOTHING } from '../replay.ts';
import { advice } from './advice.ts';
import { explain } from './explain.ts';

/** The route's limits. */
export const limits: ControlModule<'limits'> = {
  observes: "The route's limits.",
  documentation: {
    observed: 'requests over a limit; the response announces no limit',
  },
  isPresent: (_access, hasLimits) => hasLimits,
  explain,
  diff: { axes: [] },
  advice,
  replay: NEEDS_NOTHING,
  coverage: {
    asks: 'each limit refuses when it is used up',
    items: (route) =>
      route.limits.map((id) => ({
        key: `limit ${id}`,
        does: `refuses when the limit ${id} is used up`,
        part: 'limits',
      })),
    shows: ({ reason, detail }) =>
      reason === 'limit_exceeded' && detail !== null ? detail.split(', ').map((id) => `limit ${id}`) : [],
  },
};
