import { listAxis } from '../../../analysis/diff/axis/index.ts';
import type { DiffCondition } from '../module.ts';

/** The numbers after it are set aside for documentation (RFC 5398 section 3). */
const BEFORE_DOCUMENTATION = 64_495;

export const diff: DiffCondition<'asns'> = {
  words: ({ asns }) => (asns === null ? null : `asns ${asns.join(', ')}`),
  axis: {
    of: 'own fact',
    dimension: 'asns',
    title: 'networks',
    build: (old, next) =>
      listAxis(old, next, {
        listed: ({ asns }) => asns,
        other: (named) => Math.max(BEFORE_DOCUMENTATION, ...named) + 1,
        set: (candidate, asn) => {
          candidate.asn = asn;
        },
      }),
  },
};
