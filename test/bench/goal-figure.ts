import { markdownTable } from './figures.ts';

/** One measured figure, with its goal where it has one. */
export interface GoalFigure {
  readonly title: string;
  readonly value: number;
  /** Written behind the value; empty for a ratio or a count. */
  readonly unit: '' | 'ms' | 'MiB' | 'bytes';
  readonly goal: { readonly atMost: number } | { readonly atLeast: number } | null;
}

/** A ratio is shown with three digits behind the point, a count of nothing without any. */
export function shown(value: number, unit: GoalFigure['unit'] = ''): string {
  const digits = Number.isInteger(value) || value >= 100 ? 0 : value >= 10 ? 1 : value >= 2 ? 2 : 3;
  return `${value.toFixed(digits)}${unit === '' ? '' : ` ${unit}`}`;
}

/** The figures as a Markdown table. @param what the first column's heading */
export function goalTableOf(what: string, figures: readonly GoalFigure[]): string {
  const rows = figures.map(({ title, value, unit, goal }) => {
    if (goal === null) return [title, shown(value, unit), '', ''];
    const [sign, bound, reached] =
      'atMost' in goal ? ['≤', goal.atMost, value <= goal.atMost] : ['≥', goal.atLeast, value >= goal.atLeast];
    return [title, shown(value, unit), `${sign} ${bound}${unit === '' ? '' : ` ${unit}`}`, reached ? 'yes' : 'no'];
  });
  return markdownTable([what, 'measured', 'goal', 'reached'], rows);
}
