import { markdownTable } from '../figures.ts';
import type { Effort } from '../gateway-bench.ts';
import { measureAll, type Subject } from '../measure.ts';
import { type Ratio, ratioBetween, ratioText } from '../ratio.ts';
import { median } from '../rules/timing.ts';

/** One value of what a curve goes along. */
export interface CurvePoint {
  readonly label: string;
  readonly subject: Subject;
  /** What it is divided by; where it is left out, the first point. */
  readonly base?: Subject;
  /** Requests that must be refused all the while. */
  readonly refusals: readonly Refusal[];
}

/** A request, and with which status it is refused. */
export interface Refusal {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly status: number;
}

/** What a signed-in request costs while one thing grows. */
export interface Curve {
  readonly title: string;
  /** Heading of the first column. */
  readonly along: string;
  /** Heading of the ratio. */
  readonly versus: string;
  readonly points: readonly CurvePoint[];
}

export interface MeasuredCurve extends Pick<Curve, 'title' | 'along' | 'versus'> {
  readonly points: readonly {
    readonly label: string;
    readonly cpuMicros: number;
    readonly perSecond: number;
    readonly ratio: Ratio;
  }[];
}

/** @throws where a request that must be refused is answered, before or after the load */
export async function measureCurve({ points, ...about }: Curve, { rounds, seconds }: Effort): Promise<MeasuredCurve> {
  const refusals = points.flatMap((point) => point.refusals);
  await expectAllRefused(refusals);
  const subjects = points.flatMap(({ base, subject }) => (base === undefined ? [subject] : [base, subject]));
  const series = await measureAll(subjects, rounds, seconds);
  await expectAllRefused(refusals);
  const first = points[0]?.subject.id ?? '';
  return {
    ...about,
    points: points.map(({ label, subject, base }) => {
      const samples = series.find((each) => each.subject.id === subject.id)?.samples ?? [];
      return {
        label,
        cpuMicros: median(samples.map(({ cpuMicros }) => cpuMicros)),
        perSecond: median(samples.map(({ perSecond }) => perSecond)),
        ratio: ratioBetween(series, subject.id, base?.id ?? first),
      };
    }),
  };
}

async function expectAllRefused(refusals: readonly Refusal[]): Promise<void> {
  for (const { url, headers, status } of refusals) {
    const answer = await fetch(url, { headers, redirect: 'manual' });
    await answer.body?.cancel();
    if (answer.status !== status)
      throw new Error(`${url}: answered ${answer.status} where it must refuse with ${status}`);
  }
}

/** A curve as a heading and a Markdown table. */
export function curveTableOf({ title, along, versus, points }: MeasuredCurve): string {
  const rows = points.map(({ label, cpuMicros, perSecond, ratio }) => [
    label,
    cpuMicros.toFixed(0),
    perSecond.toFixed(0),
    ratioText(ratio),
  ]);
  return `${title}\n\n${markdownTable([along, 'CPU µs/request', 'requests/s', versus], rows)}`;
}
