import { expect, test } from 'vitest';
import { type ChartRow, chartOf, chartRowsOf } from './chart.ts';

const ROWS: readonly ChartRow[] = [
  { title: 'bare <Worker> & "co"', ratio: { median: 0.8, low: 0.7, high: 0.9 }, isOwn: false },
  { title: 'Portcullis, signed in', ratio: { median: 1.4, low: 1.3, high: 1.5 }, isOwn: true },
  { title: 'slow gateway', ratio: { median: 5, low: 4, high: 6 }, isOwn: false },
];
const CHART = chartOf('Cost & more', ROWS);

/** Names of elements that are open where one is closed, by a reader that knows tags, attributes and the five entities alone. */
function problemsOf(xml: string): readonly string[] {
  const open: string[] = [];
  const problems: string[] = [];
  const rest = xml.replaceAll(
    /<(\/?)([a-z]+)((?: [a-zA-Z:0-9-]+="[^"<&]*")*)(\/?)>/g,
    (_, close, name, _attributes, empty) => {
      if (close === '/' && open.pop() !== name) problems.push(`</${name}>`);
      if (close === '' && empty === '') open.push(name);
      return '';
    },
  );
  if (/[<>]|&(?!(?:amp|lt|gt|quot|apos);)/.test(rest)) problems.push('a character that must be escaped');
  return [...problems, ...open];
}

test('it is well-formed, even with markup in its titles', () => {
  expect(problemsOf(CHART)).toEqual([]);
  expect(problemsOf('<svg><text>a & b</text>')).toEqual(['a character that must be escaped', 'svg']);
});

test('it has a title, and a description that says all that it shows', () => {
  expect(CHART).toContain('role="img" aria-labelledby="title desc"');
  expect(CHART).toContain('<title id="title">Cost &amp; more</title>');
  expect(CHART).toContain('Portcullis, signed in: 1.40 [1.30, 1.50]; slow gateway: 5.00 [4.00, 6.00]</desc>');
});

test('twice as much is as far from 1 as half as much', () => {
  const positions = [...CHART.matchAll(/text-anchor="middle" x="([\d.]+)" y="\d+">([\d.]+)</g)];
  const at = new Map(positions.map(([, x, tick]) => [Number(tick), Number(x)]));
  expect([...at.keys()]).toEqual([0.5, 1, 2, 4, 8]);
  expect((at.get(2) ?? 0) - (at.get(1) ?? 0)).toBeCloseTo((at.get(1) ?? 0) - (at.get(0.5) ?? 0), 0);
});

test('each dot lies on its own interval, within the image', () => {
  const marks = [
    ...CHART.matchAll(/x1="([\d.]+)" x2="([\d.]+)" y1="[\d.]+" y2="[\d.]+"\/><circle r="5" cx="([\d.]+)"/g),
  ];
  expect(marks).toHaveLength(ROWS.length);
  for (const [, low, high, middle] of marks) {
    expect(Number(low)).toBeLessThan(Number(middle));
    expect(Number(middle)).toBeLessThan(Number(high));
    expect(Number(high)).toBeLessThan(800);
  }
});

test('it is read on dark pages too', () => {
  expect(CHART).toContain('@media (prefers-color-scheme: dark)');
});

test('its rows are the figures that have the ratio', () => {
  const figure = { id: 'a', title: 'Portcullis, public route', cpuMicros: { median: 1, min: 1, max: 1 }, perSecond: 1 };
  const ratio = { median: 1, low: 1, high: 1 };
  expect(
    chartRowsOf(
      [
        { ...figure, ratios: { base: ratio } },
        { ...figure, ratios: {} },
      ],
      'base',
    ),
  ).toEqual([{ title: figure.title, ratio, isOwn: true }]);
});
