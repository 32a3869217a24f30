import { idealAdmissions, type Pass } from '../../support/exact-log.ts';
import { markdownTable } from '../figures.ts';
import { type GoalFigure, shown } from '../goal-figure.ts';
import type { Asker } from './asker.ts';
import { arrivedInAWindow, surelyInAWindow } from './exact-window.ts';
import { PATTERNS, type Pattern } from './limit-patterns.ts';
import { EXACT_QUOTA, LEASED_QUOTA, TRIED_WINDOW_SECONDS } from './rules.ts';
import { sendAt } from './schedule.ts';
import type { Setting } from './setting.ts';

/** What became of one load on one limit. Counts are divided by the quota. */
export interface LimitTrial {
  readonly limit: string;
  readonly pattern: Pattern['id'];
  readonly title: string;
  readonly offered: number;
  /** Answered neither by the origin nor as a refusal of the limit. */
  readonly failed: number;
  readonly surely: number;
  readonly arrived: number;
  /** Of what an exact log admits of the same requests. */
  readonly delivered: number;
}

interface Limit {
  readonly title: string;
  readonly quota: number;
  readonly path: string;
  readonly workers: (setting: Setting) => readonly Asker[];
}

const LIMITS: readonly Limit[] = [
  { title: 'exact', quota: EXACT_QUOTA, path: '/tried-exact', workers: ({ gateways }) => gateways },
  { title: 'leased', quota: LEASED_QUOTA, path: '/tried-leased', workers: ({ gateways }) => gateways },
  { title: '@upstash/ratelimit', quota: EXACT_QUOTA, path: '/', workers: ({ peers }) => peers },
];
const WINDOW_MS = TRIED_WINDOW_SECONDS * 1000;

/** All loads at the same time, each on a key of its own, from four processes of each kind. */
export function tryLimits(setting: Setting): Promise<readonly LimitTrial[]> {
  // All of them begin where a window of the clock does.
  const startMs = (Math.floor(Date.now() / WINDOW_MS) + 1) * WINDOW_MS;
  const trials = LIMITS.flatMap((limit) => PATTERNS.map((pattern) => tryLimit(setting, limit, pattern, startMs)));
  return Promise.all(trials);
}

async function tryLimit(setting: Setting, limit: Limit, pattern: Pattern, startMs: number): Promise<LimitTrial> {
  const { quota, path, title } = limit;
  const headers = await setting.cookie({ sub: `${title}-${pattern.id}` });
  const workers = limit.workers(setting);
  const times = pattern.times(startMs, quota, WINDOW_MS);
  const answers = await sendAt(times, (index) => {
    const worker = workers[index % workers.length];
    if (worker === undefined) throw new Error('there is no worker');
    return worker.ask(path, headers);
  });
  const passed = answers
    .filter(({ status }) => status === 200)
    .map(({ sentMs, text }): Pass => ({ sentMs, arrivedMs: Number(text) }));
  const possible = idealAdmissions(
    answers.map(({ sentMs }) => sentMs),
    quota,
    WINDOW_MS,
  );
  return {
    limit: title,
    pattern: pattern.id,
    title: pattern.title,
    offered: answers.length,
    failed: answers.filter(({ status }) => status !== 200 && status !== 429).length,
    surely: surelyInAWindow(passed, WINDOW_MS) / quota,
    arrived: arrivedInAWindow(passed, WINDOW_MS) / quota,
    delivered: passed.length / possible,
  };
}

/** The worst of the gateway's own limits. */
export function limitFigures(trials: readonly LimitTrial[]): readonly GoalFigure[] {
  return ['exact', 'leased'].flatMap((title) => {
    const own = trials.filter(({ limit }) => limit === title);
    const poisson = own.find(({ pattern }) => pattern === 'poisson');
    const most = Math.max(...own.map(({ surely }) => surely));
    const delivered = poisson?.delivered ?? Number.NaN;
    return [
      { title: `${title} limit: most let through in any window ÷ quota`, value: most, unit: '', goal: { atMost: 1 } },
      { title: `${title} limit: delivered at 1.5 × the quota`, value: delivered, unit: '', goal: { atLeast: 0.97 } },
    ] satisfies GoalFigure[];
  });
}

export function limitTableOf(trials: readonly LimitTrial[]): string {
  const rows = trials.map(({ limit, title, offered, failed, surely, arrived, delivered }) => [
    `${limit}: ${title}`,
    String(offered),
    String(failed),
    shown(surely),
    shown(arrived),
    shown(delivered),
  ]);
  return markdownTable(['limit: load', 'offered', 'failed', 'surely ÷ quota', 'arrived ÷ quota', 'delivered'], rows);
}
