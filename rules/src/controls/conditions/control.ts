import type { ControlModule } from '../module.ts';
import { adviseOnConditions } from './advice.ts';
import { conditionShown } from './coverage.ts';
import { conditionAxes } from './diff.ts';
import { explain } from './explain.ts';
import { conditionsWithout, factsAsked } from './facts-asked.ts';
import { conditionsSchema } from './schema.ts';
import { statedConditions } from './stated.ts';

const conditionKeys = Object.keys(conditionsSchema);
const KEYS = conditionKeys.join(', ');

/** All conditions of a route, which are observed together. */
export const conditions: ControlModule<'conditions'> = {
  observes: `Together: ${KEYS}.`,
  documentation: { observed: `requests that do not meet ${conditionKeys.map((key) => `\`${key}\``).join(', ')}` },
  isPresent: (access) => access.conditions !== null,
  explain,
  diff: { axes: conditionAxes },
  advice: { advise: adviseOnConditions },
  replay: {
    facts: ({ conditions }) => (conditions === null ? [] : factsAsked(conditions)),
    without: (access, missing) =>
      access.conditions === null ? access : { ...access, conditions: conditionsWithout(access.conditions, missing) },
  },
  coverage: {
    asks: `each refuses: ${KEYS}`,
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
