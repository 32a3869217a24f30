import { formatDayAndMoment, formatMoment } from '../../../analysis/wording/index.ts';
import type { ConditionFacts } from '../facts.ts';
import type { ExplainCondition, PassedKey } from '../module.ts';
import { nextOpening } from './next-opening.ts';
import type { TimesCondition } from './policy.ts';

export const explain: ExplainCondition<'times'> = {
  passed: ({ times, fromSeconds, untilSeconds }) => {
    const passed: PassedKey<'times'>[] = [];
    if (fromSeconds !== null) passed.push({ part: 'from', text: `open since ${formatMoment(fromSeconds)}` });
    if (untilSeconds !== null) passed.push({ part: 'until', text: `open until ${formatMoment(untilSeconds)}` });
    if (times !== null) passed.push({ part: 'times', text: 'open at this time of the week' });
    return passed;
  },
  refusals: {
    not_yet_open: { text: 'the route is not open yet', passes: fromNextOpening },
    outside_times: { text: 'the route is closed at this time of the week', passes: fromNextOpening },
    no_longer_open: {
      text: 'the route is no longer open',
      passes: ({ untilSeconds }) => (untilSeconds === null ? null : `before ${formatDayAndMoment(untilSeconds)}`),
    },
  },
};

function fromNextOpening(value: TimesCondition, { request }: ConditionFacts): string | null {
  const opening = nextOpening(value, request.nowSeconds);
  return opening === null ? null : `from ${formatDayAndMoment(opening)} on`;
}
