import type { Series } from './measure.ts';
import { type Ratio, ratioBetween } from './ratio.ts';

/** What one subject may cost, by what another does. */
export interface Goal {
  readonly title: string;
  readonly subject: string;
  readonly base: string;
  readonly atMost: number;
}

export interface MeasuredGoal extends Goal {
  readonly ratio: Ratio;
  readonly reached: Verdict;
}

/** An interval that holds the goal says neither. */
export type Verdict = 'yes' | 'no' | 'within the noise';

const GOALS: readonly Goal[] = [
  { title: 'signed in ÷ hand-written', subject: 'signed-in', base: 'hand-written', atMost: 1.05 },
  { title: 'signed in ÷ headers-only', subject: 'signed-in', base: 'headers-only', atMost: 1.4 },
  { title: 'public ÷ headers-only', subject: 'public', base: 'headers-only', atMost: 1.25 },
  { title: 'refused ÷ headers-only', subject: 'refused', base: 'headers-only', atMost: 0.8 },
  { title: 'signed in ÷ Hono stack', subject: 'signed-in', base: 'hono-stack', atMost: 0.8 },
  { title: 'state asked ÷ headers-only', subject: 'strict', base: 'headers-only', atMost: 2.2 },
  { title: 'counted exactly ÷ headers-only', subject: 'counted', base: 'headers-only', atMost: 2.2 },
  { title: 'session that renews ÷ one that does not', subject: 'renewing', base: 'signed-in', atMost: 1.02 },
];

export function goalsOf(all: readonly Series[]): readonly MeasuredGoal[] {
  return GOALS.map((goal) => {
    const ratio = ratioBetween(all, goal.subject, goal.base);
    return { ...goal, ratio, reached: verdictOf(ratio, goal.atMost) };
  });
}

/** Of what the gateway adds to the median answer, by what the Hono stack adds. */
export function latencyGoalOf(ratio: Ratio): MeasuredGoal {
  const goal = { title: 'added to an answer ÷ Hono stack, one at a time', subject: 'signed-in', base: 'hono-stack' };
  return { ...goal, atMost: 0.7, ratio, reached: verdictOf(ratio, 0.7) };
}

/** Only an interval that lies on one side of the goal is sure. */
export function verdictOf({ low, high }: Ratio, atMost: number): Verdict {
  if (high <= atMost) return 'yes';
  return low > atMost ? 'no' : 'within the noise';
}
