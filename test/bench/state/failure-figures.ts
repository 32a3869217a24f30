import type { GoalFigure } from '../goal-figure.ts';
import type { TimedAnswer } from './asker.ts';
import { spreadOf } from './quantiles.ts';
import { pause } from './schedule.ts';
import type { Setting } from './setting.ts';

const BURSTS = 5;
/** At once: all of them ask before the breaker opens. */
const BURST = 12;
/** The breaker stays open for a second; so long after a burst it is surely open. */
const OPEN_FOR_MS = 600;

/** Time to a decision where Redis refuses connections or never answers, and with the breaker open. */
export async function failureFigures(setting: Setting): Promise<readonly GoalFigure[]> {
  const refusing = await failing(setting, 'refuses');
  const hung = await failing(setting, 'hangs');
  const spread = (title: string, values: readonly number[]): readonly GoalFigure[] => {
    const { p50, max } = spreadOf(values);
    return [
      { title: `${title}: time to the refusal, p50`, value: p50, unit: 'ms', goal: null },
      { title: `${title}: time to the refusal, max`, value: max, unit: 'ms', goal: { atMost: 300 } },
    ];
  };
  const extraMs = spreadOf(hung.openMs).p50 - spreadOf(hung.plainMs).p50;
  return [
    ...spread('Redis refuses connections', refusing.closedMs),
    ...spread('Redis never answers', hung.closedMs),
    {
      title: 'breaker open: more than a refusal that needs no state, p50',
      value: extraMs,
      unit: 'ms',
      goal: { atMost: 1 },
    },
    { title: 'breaker open: whole request, p50', value: spreadOf(hung.openMs).p50, unit: 'ms', goal: null },
    {
      title: 'a refusal that needs no state: whole request, p50',
      value: spreadOf(hung.plainMs).p50,
      unit: 'ms',
      goal: null,
    },
  ];
}

interface Times {
  readonly closedMs: readonly number[];
  readonly openMs: readonly number[];
  readonly plainMs: readonly number[];
}

async function failing({ bridge, gateways, cookie }: Setting, fault: 'refuses' | 'hangs'): Promise<Times> {
  const [gateway] = gateways;
  if (gateway === undefined) throw new Error('there is no gateway');
  const headers = await cookie({ sub: 'failing' });
  const times = { closedMs: [] as number[], openMs: [] as number[], plainMs: [] as number[] };
  // Connections are opened before anything is measured.
  await Promise.all(Array.from({ length: BURST }, () => gateway.ask('/mine')));
  for (let burst = 0; burst < BURSTS; burst += 1) {
    // After its second, one question may try: a store that answers closes the breaker.
    await pause(1200);
    await gateway.ask('/strict', headers);
    await bridge.setDistance(fault);
    const answers = await Promise.all(Array.from({ length: BURST }, () => gateway.ask('/strict', headers)));
    times.closedMs.push(...answers.map((answer) => decided(answer, 503)));
    const untilMs = Date.now() + OPEN_FOR_MS;
    while (Date.now() < untilMs) {
      times.plainMs.push(decided(await gateway.ask('/strict'), 401));
      times.openMs.push(decided(await gateway.ask('/strict', headers), 503));
    }
    await bridge.setDistance(0);
  }
  return times;
}

function decided({ status, tookMs }: TimedAnswer, expected: number): number {
  if (status !== expected) throw new Error(`a request that must be answered ${expected} was answered ${status}`);
  return tookMs;
}
