import type { Series } from './measure.ts';
import { median } from './rules/timing.ts';

/** One line of the table. Ratios are medians of the ratios within each round. */
export interface Figure {
  readonly id: string;
  readonly title: string;
  readonly cpuMicros: { readonly median: number; readonly min: number; readonly max: number };
  readonly perSecond: number;
  readonly toHeadersOnly: number;
  readonly toHonoStack: number;
}

/** @param ids ids of the subjects that the others are compared with */
export function figuresOf(
  all: readonly Series[],
  ids: { readonly headersOnly: string; readonly honoStack: string },
): readonly Figure[] {
  const samplesOf = (id: string) => all.find(({ subject }) => subject.id === id)?.samples ?? [];
  return all.map(({ subject, samples }) => {
    const ratioTo = (id: string): number => ratio(samples, samplesOf(id));
    const cpu = samples.map((sample) => sample.cpuMicros);
    return {
      id: subject.id,
      title: subject.title,
      cpuMicros: { median: median(cpu), min: Math.min(...cpu), max: Math.max(...cpu) },
      perSecond: median(samples.map((sample) => sample.perSecond)),
      toHeadersOnly: ratioTo(ids.headersOnly),
      toHonoStack: ratioTo(ids.honoStack),
    };
  });
}

/** A median of ratios, each of two neighbours in time, and between which values it is to be found. */
export interface RatioInterval {
  readonly median: number;
  readonly low: number;
  readonly high: number;
}

/** What a request of one subject costs, by what one of another does, with the interval of 95 %. */
export function ratioBetween(all: readonly Series[], one: string, other: string): RatioInterval {
  const samplesOf = (id: string) => all.find(({ subject }) => subject.id === id)?.samples ?? [];
  const ratios = ratiosOf(samplesOf(one), samplesOf(other)).toSorted((left, right) => left - right);
  const rank = rankOfInterval(ratios.length);
  return { median: median(ratios), low: ratios[rank] ?? Number.NaN, high: ratios.at(-1 - rank) ?? Number.NaN };
}

/** The sign test's: between which values, counted from both ends, the median lies with 95 %. Without a guess of how they spread. */
function rankOfInterval(count: number): number {
  let [rank, chance, below] = [0, 0.5 ** count, 0.5 ** count];
  while (2 * (below + (chance * (count - rank)) / (rank + 1)) <= 0.05) {
    chance *= (count - rank) / (rank + 1);
    below += chance;
    rank += 1;
  }
  return rank;
}

function ratio(samples: Series['samples'], others: Series['samples']): number {
  return median(ratiosOf(samples, others));
}

function ratiosOf(samples: Series['samples'], others: Series['samples']): number[] {
  return samples.map((sample, round) => sample.cpuMicros / (others[round]?.cpuMicros ?? Number.NaN));
}

/** The figures as a Markdown table. */
export function tableOf(figures: readonly Figure[]): string {
  const rows = figures.map(({ title, cpuMicros, perSecond, toHeadersOnly, toHonoStack }) => [
    title,
    cpuMicros.median.toFixed(0),
    `${cpuMicros.min.toFixed(0)}–${cpuMicros.max.toFixed(0)}`,
    perSecond.toFixed(0),
    toHeadersOnly.toFixed(2),
    toHonoStack.toFixed(2),
  ]);
  return markdownTable(['peer', 'CPU µs/request', 'min–max', 'requests/s', '÷ headers-only', '÷ Hono stack'], rows);
}

/** A table whose first column stands left and whose others stand right. */
export function markdownTable(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = header.map((name, column) => Math.max(name.length, ...rows.map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, column) => (column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0))).join(' | ')} |`;
  const rule = `|${widths.map((width, column) => (column === 0 ? '-'.repeat(width + 2) : `${'-'.repeat(width + 1)}:`)).join('|')}|`;
  return [line(header), rule, ...rows.map(line)].join('\n');
}
