import { ALWAYS, type MomentSet, momentsOf, momentWords } from '../../../analysis/diff/sets/index.ts';
import type { DiffCondition } from '../module.ts';
import type { TimesCondition } from './policy.ts';

export const diff: DiffCondition<'times'> = {
  words: (value) => {
    const words = momentWords(moments(value));
    return words === momentWords(ALWAYS) ? null : words;
  },
  axis: { of: 'time', moments },
};

function moments({ times, fromSeconds, untilSeconds }: TimesCondition): MomentSet {
  return momentsOf(times, fromSeconds, untilSeconds);
}
