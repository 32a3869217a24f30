import { SHARDS } from '../../../worker/state/shard.ts';
import { markdownTable } from '../figures.ts';
import { type Spread, spreadOf } from '../state/quantiles.ts';
import { CAPS, costOf, durationPerDay } from './prices.ts';
import { simulate, type World } from './simulate.ts';
import { type StandingCalls, standingCalls } from './standing-calls.ts';
import type { Backend, Mode } from './store.ts';
import { countedQuantile, type Tally } from './tally.ts';
import { createTenants } from './tenants.ts';
import { SHIPPED, type Tuning } from './tuning.ts';
import { createLocations, hoursOf, INTERNET } from './world.ts';

/** What a run comes to. Rates by second; times in milliseconds. */
export interface ScaleFigure {
  readonly title: string;
  readonly backend: Backend;
  readonly requests: number;
  readonly calls: number;
  /** To the object that has the most: of a shard or, with objects, the board. */
  readonly hottest: number;
  readonly relayed: number;
  /** Of all requests. */
  readonly waiting: number;
  readonly late: number;
  readonly waitMs: { readonly p50: number; readonly p99: number };
  readonly passMs: { readonly p50: number; readonly p99: number };
  readonly lastPassMs: Spread;
}

export interface ScaleReport {
  readonly mean: readonly ScaleFigure[];
  readonly peak: readonly ScaleFigure[];
  readonly busy: readonly ScaleFigure[];
  readonly larger: readonly ScaleFigure[];
  readonly tuned: readonly ScaleFigure[];
  readonly standing: readonly StandingCalls[];
}

const MODES: Readonly<Record<Mode, string>> = {
  each: 'a. each shard by itself',
  one: 'b. one question',
  relay: 'c. one question, relay',
};
const BACKENDS = ['redis', 'objects'] as const;
const SLICE_MS = 15_000;
const LARGER = 4;
const BUSY = { perSecond: 40, sliceMs: 4000 };
const TENANT_EXPONENT = 1;
const TUNINGS: readonly (readonly [string, Backend, Partial<Tuning>])[] = [
  ['deadline of a second', 'objects', { deadlineMs: 1000 }],
  ["each isolate remembers the board's counts for itself", 'objects', { carriesCounts: false }],
  ['changes kept for ten seconds', 'redis', { keptMs: 10_000 }],
];

/** Simulates a site of internet scale. Takes about a minute and a half, and no other process. @param seed of all that is drawn */
export function benchScale(seed: number): ScaleReport {
  const world: World = {
    size: INTERNET,
    locations: createLocations(INTERNET, seed),
    tenants: createTenants(INTERNET.tenants, TENANT_EXPONENT),
  };
  const hours = hoursOf(world.locations, INTERNET);
  const run = (hour: number, sliceMs = SLICE_MS) =>
    BACKENDS.flatMap((backend) =>
      (['each', 'one', 'relay'] as const).map((mode) =>
        figureOf(MODES[mode], backend, sliceMs, simulate(world, { mode, backend, hour, sliceMs, seed })),
      ),
    );
  const peak = run(hours.peak);
  const busy = BACKENDS.flatMap((backend) =>
    (['one', 'relay'] as const).map((mode) => {
      const { perSecond, sliceMs } = BUSY;
      const parts = { mode, backend, hour: hours.peak, sliceMs, seed, busy: perSecond };
      return figureOf(MODES[mode], backend, sliceMs, simulate(world, parts));
    }),
  );
  const tuned = TUNINGS.map(([title, backend, tuning]) => {
    const parts = { mode: 'relay', backend, hour: hours.peak, sliceMs: SLICE_MS, seed } as const;
    return figureOf(title, backend, SLICE_MS, simulate(world, { ...parts, tuning: { ...SHIPPED, ...tuning } }));
  });
  const larger = BACKENDS.map((backend) => {
    const sliceMs = LARGER * SLICE_MS;
    const tally = simulate(world, { mode: 'relay', backend, hour: hours.peak, sliceMs, seed: seed + 1 });
    return figureOf(MODES.relay, backend, sliceMs, tally);
  });
  const requests = peak[0]?.requests ?? 0;
  return { mean: run(hours.mean), peak, busy, larger, tuned, standing: standingCalls(world, requests) };
}

function figureOf(title: string, backend: Backend, sliceMs: number, tally: Tally): ScaleFigure {
  const seconds = sliceMs / 1000;
  const waits = [...tally.waitsMs.values()].reduce((sum, count) => sum + count, 0);
  return {
    title,
    backend,
    requests: tally.requests / seconds,
    calls: tally.total / seconds,
    hottest: Math.max(...tally.callsByShard, backend === 'objects' ? tally.calls.question : 0) / seconds,
    relayed: tally.relayed / seconds,
    waiting: waits / tally.requests,
    late: tally.late / tally.requests,
    waitMs: { p50: countedQuantile(tally.waitsMs, 0.5), p99: countedQuantile(tally.waitsMs, 0.99) },
    passMs: { p50: countedQuantile(tally.passesMs, 0.5), p99: countedQuantile(tally.passesMs, 0.99) },
    lastPassMs: spreadOf([...tally.lastPassMs]),
  };
}

export function scaleTablesOf({ mean, peak, busy, larger, tuned, standing }: ScaleReport): string {
  return [
    callsTableOf('mean hour', mean),
    callsTableOf('peak hour', peak),
    delaysTableOf('peak hour', peak),
    costTableOf(mean),
    callsTableOf(`every isolate busy, ${BUSY.perSecond} requests a second each`, busy),
    callsTableOf(`peak hour, a sample ${LARGER} times as long, another seed`, larger),
    callsTableOf('peak hour, with the relay, otherwise', tuned),
    standingTableOf(standing, peak[0]?.requests ?? 0),
    `On paper, every isolate busy, each shard by itself: ${whole((INTERNET.isolates * SHARDS) / 0.85)} calls/s.`,
    `${SHARDS + 1} objects in use all day: ${dollars(durationPerDay(SHARDS + 1))} for their time. Caps: ${CAPS.redis} commands/s, ${CAPS.objects} requests/s and object.`,
  ].join('\n\n');
}

function callsTableOf(what: string, figures: readonly ScaleFigure[]): string {
  return markdownTable(
    [
      what,
      'store',
      'requests/s',
      'calls/s',
      'hottest object',
      'relayed/s',
      'waiting',
      'p50',
      'p99',
      'refused: too late',
    ],
    figures.map(({ title, backend, requests, calls, hottest, relayed, waiting, late, waitMs }) => [
      title,
      backend,
      whole(requests),
      whole(calls),
      backend === 'redis' ? '' : whole(hottest),
      whole(relayed),
      percent(waiting),
      `${waitMs.p50} ms`,
      `${waitMs.p99} ms`,
      percent(late),
    ]),
  );
}

function delaysTableOf(what: string, figures: readonly ScaleFigure[]): string {
  return markdownTable(
    [`revoked → let in, ${what}`, 'store', 'a request, p50', 'p99', 'last anywhere, p50', 'p99', 'max'],
    figures.map(({ title, backend, passMs, lastPassMs }) => [
      title,
      backend,
      ...[passMs.p50, passMs.p99, lastPassMs.p50, lastPassMs.p99, lastPassMs.max].map((ms) => `${Math.round(ms)} ms`),
    ]),
  );
}

function costTableOf(figures: readonly ScaleFigure[]): string {
  return markdownTable(
    ['calls of refreshes, mean hour', 'store', 'calls a day', 'a day', 'a million requests'],
    figures.map(({ title, backend, calls, requests }) => {
      const { perDay, perMillionRequests } = costOf(backend, calls, requests);
      return [title, backend, `${whole((calls * 86_400) / 1e6)} M`, dollars(perDay), dollars(perMillionRequests)];
    }),
  );
}

function standingTableOf(standing: readonly StandingCalls[], requests: number): string {
  return markdownTable(
    ['beside refreshes, peak hour', 'calls/s', 'hottest object', 'Redis, a million requests', 'objects'],
    standing.map(({ title, perSecond, hottest }) => [
      title,
      whole(perSecond),
      whole(hottest),
      ...BACKENDS.map((backend) => dollars(costOf(backend, perSecond, requests).perMillionRequests)),
    ]),
  );
}

function whole(value: number): string {
  return Math.round(value).toLocaleString('en');
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

function dollars(value: number): string {
  return `$${value >= 100 ? whole(value) : value.toFixed(value >= 1 ? 2 : 3)}`;
}
