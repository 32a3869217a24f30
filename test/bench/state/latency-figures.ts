import { markdownTable } from '../figures.ts';
import { shown } from '../goal-figure.ts';
import { median } from '../rules/timing.ts';
import { type Asker, expectPasses } from './asker.ts';
import { quantile } from './quantiles.ts';
import { evenly, sendAt } from './schedule.ts';
import type { Setting } from './setting.ts';

const DISTANCES_MS = [0, 5, 20] as const;
const PER_SECOND = 200;
const SECONDS = 2;
/** Before each round of a Worker, so that its connections are open and its slices have grown. */
const WARM_UP_SECONDS = 0.5;

/** What one Worker adds to a request, at one distance of Redis. */
export interface LatencyFigure {
  readonly title: string;
  readonly distanceMs: number;
  /** More than the pass-through Worker in the same round; medians over the rounds. */
  readonly addedP50Ms: number;
  readonly addedP99Ms: number;
  /** A request. */
  readonly roundTrips: number;
  readonly commandsSent: number;
  /** Commands that Redis ran, those inside of scripts and the script itself included. */
  readonly commandsRun: number;
}

interface Subject {
  readonly title: string;
  readonly worker: Asker;
  readonly path: string;
}

interface Round {
  readonly p50: number;
  readonly p99: number;
  readonly roundTrips: number;
  readonly commandsSent: number;
  readonly commandsRun: number;
}

/** In interleaved rounds, 200 requests a second of one session, one Worker at a time. */
export async function latencyFigures(setting: Setting, rounds: number): Promise<readonly LatencyFigure[]> {
  const [gateway] = setting.gateways;
  if (gateway === undefined) throw new Error('there is no gateway');
  const passThrough = { title: 'pass-through', worker: setting.passThrough, path: '/' };
  const subjects: readonly Subject[] = [
    { title: '@upstash/ratelimit, GET of a revocation', worker: setting.ample, path: '/' },
    { title: 'Portcullis, leased limit', worker: gateway, path: '/leased' },
    { title: 'Portcullis, exact limit', worker: gateway, path: '/exact' },
    { title: 'Portcullis, exact limit and strict', worker: gateway, path: '/strict-exact' },
  ];
  const figures: LatencyFigure[] = [];
  for (const distanceMs of DISTANCES_MS) {
    await setting.bridge.setDistance(distanceMs);
    const bare: Round[] = [];
    const measured = subjects.map(() => [] as Round[]);
    for (let round = 0; round < rounds; round += 1) {
      bare.push(await measure(setting, passThrough));
      for (const [index, subject] of subjects.entries()) measured[index]?.push(await measure(setting, subject));
    }
    figures.push(...subjects.map(({ title }, index) => figureOf(title, distanceMs, measured[index] ?? [], bare)));
  }
  await setting.bridge.setDistance(0);
  return figures;
}

async function measure({ bridge, redis, cookie }: Setting, { title, worker, path }: Subject): Promise<Round> {
  const headers = await cookie({ sub: 'latency', sid: 'latency' });
  const run = (seconds: number) => sendAt(evenly(Date.now(), PER_SECOND, seconds), () => worker.ask(path, headers));
  await run(WARM_UP_SECONDS);
  await bridge.reset();
  await redis.reset();
  const answers = await run(SECONDS);
  expectPasses(title, answers);
  const { requests, commands } = await bridge.counts();
  const sent = Object.values(commands).reduce((sum, count) => sum + count, 0);
  const times = answers.map(({ tookMs }) => tookMs);
  return {
    p50: quantile(times, 0.5),
    p99: quantile(times, 0.99),
    roundTrips: requests / answers.length,
    commandsSent: sent / answers.length,
    commandsRun: (await redis.ran()) / answers.length,
  };
}

function figureOf(title: string, distanceMs: number, rounds: readonly Round[], bare: readonly Round[]): LatencyFigure {
  const over = (value: (round: Round, index: number) => number): number => median(rounds.map(value));
  return {
    title,
    distanceMs,
    addedP50Ms: over(({ p50 }, index) => p50 - (bare[index]?.p50 ?? Number.NaN)),
    addedP99Ms: over(({ p99 }, index) => p99 - (bare[index]?.p99 ?? Number.NaN)),
    roundTrips: over(({ roundTrips }) => roundTrips),
    commandsSent: over(({ commandsSent }) => commandsSent),
    commandsRun: over(({ commandsRun }) => commandsRun),
  };
}

export function latencyTableOf(figures: readonly LatencyFigure[]): string {
  const rows = figures.map(({ title, distanceMs, addedP50Ms, addedP99Ms, roundTrips, commandsSent, commandsRun }) => [
    title,
    `${distanceMs} ms`,
    shown(addedP50Ms, 'ms'),
    shown(addedP99Ms, 'ms'),
    shown(roundTrips),
    shown(commandsSent),
    shown(commandsRun),
  ]);
  return markdownTable(
    ['Worker', 'Redis at', 'added p50', 'added p99', 'round trips', 'commands sent', 'commands run'],
    rows,
  );
}
