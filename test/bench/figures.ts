import type { Series } from './measure.ts';
import { type Ratio, ratioBetween, ratioText } from './ratio.ts';
import { median } from './rules/timing.ts';

/** One line of the table: a subject beside each of those that all are compared with. */
export interface Figure {
  readonly id: string;
  readonly title: string;
  readonly cpuMicros: { readonly median: number; readonly min: number; readonly max: number };
  readonly perSecond: number;
  readonly ratios: Readonly<Record<string, Ratio>>;
}

/** @param bases ids of the subjects that the others are compared with */
export function figuresOf(all: readonly Series[], bases: readonly string[]): readonly Figure[] {
  return all.map(({ subject, samples }) => {
    const cpu = samples.map((sample) => sample.cpuMicros);
    return {
      id: subject.id,
      title: subject.title,
      cpuMicros: { median: median(cpu), min: Math.min(...cpu), max: Math.max(...cpu) },
      perSecond: median(samples.map((sample) => sample.perSecond)),
      ratios: Object.fromEntries(bases.map((base) => [base, ratioBetween(all, subject.id, base)])),
    };
  });
}

/** The figures as a Markdown table. @param bases what each is divided by, with the heading */
export function tableOf(figures: readonly Figure[], bases: Readonly<Record<string, string>>): string {
  const rows = figures.map(({ title, cpuMicros, perSecond, ratios }) => [
    title,
    cpuMicros.median.toFixed(0),
    `${cpuMicros.min.toFixed(0)}–${cpuMicros.max.toFixed(0)}`,
    perSecond.toFixed(0),
    ...Object.keys(bases).map((base) => {
      const ratio = ratios[base];
      return ratio === undefined ? '' : ratioText(ratio);
    }),
  ]);
  return markdownTable(['peer', 'CPU µs/request', 'min–max', 'requests/s', ...Object.values(bases)], rows);
}

/** A table whose first column stands left and whose others stand right. */
export function markdownTable(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = header.map((name, column) => Math.max(name.length, ...rows.map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, column) => (column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0))).join(' | ')} |`;
  const rule = `|${widths.map((width, column) => (column === 0 ? '-'.repeat(width + 2) : `${'-'.repeat(width + 1)}:`)).join('|')}|`;
  return [line(header), rule, ...rows.map(line)].join('\n');
}
