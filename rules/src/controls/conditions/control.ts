import type { ControlModule } from '../module.ts';
import { conditionShown } from './coverage.ts';
import { conditionAxes } from './diff.ts';
import { explain } from './explain.ts';
import { statedConditions } from './stated.ts';

/** All conditions of a route, which are observed together. */
export const conditions: ControlModule<'conditions'> = {
  observes: 'Tenant, TLS, countries, networks, times, from and until.',
  isPresent: (access) => access.conditions !== null,
  explain,
  diff: { axes: conditionAxes },
  coverage: {
    items: ({ access }) =>
      access.conditions === null
        ? []
        : statedConditions(access.conditions).map((part) => ({ key: part, does: `refuses by "${part}"`, part })),
    shows: ({ reason }) => {
      const key = conditionShown(reason);
      return key === null ? [] : [key];
    },
  },
};
