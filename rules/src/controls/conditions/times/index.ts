import type { ConditionKey, ConditionModule } from '../module.ts';
import { advise } from './advice.ts';
import { compile, unstated } from './compile.ts';
import { diff } from './diff.ts';
import { explain } from './explain.ts';
import type { TimesCondition } from './policy.ts';
import { schema } from './schema.ts';

/** Windows of the week, and the moments from which and until which the route is open. */
export const times = {
  schema,
  documentation: {
    times: 'windows of the week, one of which must contain the time of the request',
    from: 'closed before this moment: `2026-12-01T08:00Z`',
    until: 'closed from this moment on: `2026-12-31T18:00Z`',
  },
  examples: {
    from: 'a moment in UTC, such as 2026-12-01T08:00Z',
    until: 'a moment in UTC, such as 2026-12-31T18:00Z',
    'times entry': 'a window, such as "mon-fri 08:00-18:00 UTC"',
  },
  compile,
  unstated,
  stated,
  fact: 'time',
  explain,
  diff,
  advise,
  shows: { outside_times: 'times', not_yet_open: 'from', no_longer_open: 'until' },
} satisfies ConditionModule<'times'>;

function stated(value: TimesCondition): readonly ConditionKey<'times'>[] {
  const keys: ConditionKey<'times'>[] = [];
  if (value.times !== null) keys.push('times');
  if (value.fromSeconds !== null) keys.push('from');
  if (value.untilSeconds !== null) keys.push('until');
  return keys;
}
