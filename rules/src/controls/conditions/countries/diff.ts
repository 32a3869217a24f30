import { listAxis } from '../../../analysis/diff/axis/index.ts';
import type { DiffCondition } from '../module.ts';

export const diff: DiffCondition<'countries'> = {
  words: ({ countries }) => (countries === null ? null : `countries ${countries.join(', ')}`),
  axis: {
    of: 'own fact',
    dimension: 'countries',
    title: 'countries',
    build: (old, next) =>
      listAxis(old, next, {
        listed: ({ countries }) => countries,
        other: otherCountry,
        set: (candidate, country) => {
          candidate.country = country;
        },
      }),
  },
};

function otherCountry(named: readonly string[]): string {
  return (
    ['SE', 'CH', 'BR', 'ZZ', ...Array.from({ length: 26 }, (_, i) => `X${String.fromCharCode(65 + i)}`)].find(
      (code) => !named.includes(code),
    ) ?? 'QQ'
  );
}
