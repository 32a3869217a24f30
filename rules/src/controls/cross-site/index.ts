import { NO_ADVICE } from '../advice.ts';
import type { ControlModule } from '../module.ts';
import { NEEDS_NOTHING } from '../replay.ts';
import { diff } from './diff.ts';
import { explain } from './explain.ts';

/** Which other sites may cause requests. */
export const crossSite: ControlModule<'crossSite'> = {
  observes: 'The check on requests that other sites cause.',
  documentation: {
    observed: 'requests from pages of other sites',
  },
  isPresent: () => true,
  explain,
  diff,
  advice: NO_ADVICE,
  replay: NEEDS_NOTHING,
  coverage: {
    asks: 'cors allows a page of another origin, and refuses one',
    items: ({ cors }) =>
      cors === null
        ? []
        : [
            { key: 'cors allow', does: 'lets a page of another origin call', part: 'cors' },
            { key: 'cors refuse', does: 'refuses another site or what its page asks leave for', part: 'cors' },
          ],
    shows: ({ reason }) => (reason === 'cross_site' || reason === 'preflight_refused' ? ['cors refuse'] : []),
  },
};
