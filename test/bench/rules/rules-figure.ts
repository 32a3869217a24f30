import { markdownTable } from '../figures.ts';

/** One measured figure of the rules, with the goal it must not exceed where it has one. */
export interface RulesFigure {
  readonly title: string;
  readonly value: number;
  /** Written behind the value; empty for a ratio. */
  readonly unit: '' | 'µs' | 'ms' | 's' | 'MiB';
  readonly goal: number | null;
}

/** The figures as a Markdown table. */
export function rulesTableOf(figures: readonly RulesFigure[]): string {
  const rows = figures.map(({ title, value, unit, goal }) => [
    title,
    withUnit(value, unit),
    goal === null ? '' : `≤ ${goal}${unit === '' ? '' : ` ${unit}`}`,
    goal === null ? '' : value <= goal ? 'yes' : 'no',
  ]);
  return markdownTable(['rules', 'measured', 'goal', 'reached'], rows);
}

function withUnit(value: number, unit: RulesFigure['unit']): string {
  const digits = value >= 100 ? 0 : value >= 10 ? 1 : value >= 1 ? 2 : 3;
  return `${value.toFixed(digits)}${unit === '' ? '' : ` ${unit}`}`;
}
