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
    asks: 'cors allows a page of another origin, and crossSite a form of one; each refuses another',
    items: ({ cors, formPosts }) => [
      ...(cors === null
        ? []
        : [
            { key: 'cors allow', does: 'lets a page of another origin call', part: 'cors' },
            { key: 'cors refuse', does: 'refuses another site or what its page asks leave for', part: 'cors' },
          ]),
      ...(formPosts.length === 0
        ? []
        : [{ key: 'forms take', does: 'takes a form of another site', part: 'crossSite' }]),
      ...(formPosts.length === 0 || formPosts === 'any'
        ? []
        : [{ key: 'forms refuse', does: 'refuses a form of a site that is not named', part: 'crossSite' }]),
    ],
    shows: ({ reason }) => {
      if (reason === 'preflight_refused') return ['cors refuse'];
      return reason === 'cross_site' ? ['cors refuse', 'forms refuse'] : [];
    },
  },
};
