import type { Figure } from './figures.ts';
import { type Ratio, ratioText } from './ratio.ts';

/** A line of the chart: a ratio, drawn as a dot within its interval. */
export interface ChartRow {
  readonly title: string;
  readonly ratio: Ratio;
  /** Drawn to stand out. */
  readonly isOwn: boolean;
}

/** Rows for every figure that has the ratio. @param base id of the subject that all are divided by */
export function chartRowsOf(figures: readonly Figure[], base: string): readonly ChartRow[] {
  return figures.flatMap(({ title, ratios }) => {
    const ratio = ratios[base];
    return ratio === undefined ? [] : [{ title, ratio, isOwn: title.startsWith('Portcullis') }];
  });
}

const WIDTH = 800;
const PLOT = { left: 290, right: 650 };
const TOP = 62;
const ROW_HEIGHT = 26;
const BOTTOM = 34;

/** Colours that are read on a light page and, by the reader's setting, on a dark one. */
const STYLE = `text { font: 13px system-ui, sans-serif; fill: #1f2328 }
.heading { font-weight: 600; font-size: 15px }
.faint { fill: #59636e; font-size: 12px }
.grid { stroke: #d1d9e0 } .one { stroke: #59636e }
.peer { stroke: #59636e; fill: #59636e } .own { stroke: #0969da; fill: #0969da }
@media (prefers-color-scheme: dark) {
text { fill: #f0f6fc } .faint { fill: #9198a1 } .grid { stroke: #3d444d } .one { stroke: #9198a1 }
.peer { stroke: #9198a1; fill: #9198a1 } .own { stroke: #4493f8; fill: #4493f8 } }`;

/**
 * Ratios with their intervals as an SVG image of its own, on a scale on which twice as much is as far as half as much. What it
 * shows is in its description too, for those who hear it.
 */
export function chartOf(title: string, rows: readonly ChartRow[]): string {
  const ticks = ticksFor(rows);
  const scale = scaleFor(ticks);
  const end = TOP + rows.length * ROW_HEIGHT;
  const description = rows.map((row) => `${row.title}: ${ratioText(row.ratio)}`).join('; ');
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${end + BOTTOM}" role="img" aria-labelledby="title desc">
<title id="title">${escaped(title)}</title>
<desc id="desc">${escaped(description)}</desc>
<style>${STYLE}</style>
<text class="heading" x="10" y="24">${escaped(title)}</text>
<text class="faint" x="10" y="44">median of paired ratios, 95 % interval; less is cheaper</text>
${ticks.map((tick) => tickOf(tick, scale(tick), end)).join('\n')}
${rows.map((row, index) => rowOf(row, scale, TOP + (index + 0.5) * ROW_HEIGHT)).join('\n')}
</svg>
`;
}

/** Powers of two around all intervals. */
function ticksFor(rows: readonly ChartRow[]): readonly number[] {
  const lowest = Math.floor(Math.log2(Math.min(1, ...rows.map(({ ratio }) => ratio.low))));
  const highest = Math.ceil(Math.log2(Math.max(2, ...rows.map(({ ratio }) => ratio.high))));
  return Array.from({ length: highest - lowest + 1 }, (_, index) => 2 ** (lowest + index));
}

function scaleFor(ticks: readonly number[]): (ratio: number) => number {
  const [lowest, highest] = [Math.log2(ticks[0] ?? 1), Math.log2(ticks.at(-1) ?? 2)];
  return (ratio) => PLOT.left + ((Math.log2(ratio) - lowest) / (highest - lowest)) * (PLOT.right - PLOT.left);
}

function tickOf(tick: number, x: number, end: number): string {
  const at = x.toFixed(1);
  return `<line class="${tick === 1 ? 'one' : 'grid'}" x1="${at}" x2="${at}" y1="${TOP}" y2="${end}"/><text class="faint" text-anchor="middle" x="${at}" y="${end + 18}">${tick}</text>`;
}

function rowOf({ title, ratio, isOwn }: ChartRow, scale: (ratio: number) => number, y: number): string {
  const [low, middle, high] = [ratio.low, ratio.median, ratio.high].map((value) => scale(value).toFixed(1));
  return [
    `<text text-anchor="end" x="${PLOT.left - 12}" y="${y + 4}">${escaped(title)}</text>`,
    `<g class="${isOwn ? 'own' : 'peer'}"><line stroke-width="3" x1="${low}" x2="${high}" y1="${y}" y2="${y}"/><circle r="5" cx="${middle}" cy="${y}"/></g>`,
    `<text class="faint" x="${PLOT.right + 12}" y="${y + 4}">${ratioText(ratio)}</text>`,
  ].join('');
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
