import { createHash } from 'node:crypto';
import { SCRIPTS } from '../../../worker/state/redis/scripts.ts';
import type { GoalFigure } from '../goal-figure.ts';
import { expectPasses } from './asker.ts';
import { evenly, sendAt } from './schedule.ts';
import type { Setting } from './setting.ts';

const PER_SECOND = 100;
/** Before it counts; in the first seconds slices grow to what the key needs. */
const WARM_UP_SECONDS = { asked: 1, leased: 2 };
const SECONDS = { asked: 4, leased: 5 };
const FLOOD = 1000;

/** What asks the store on behalf of a request that waits for it, and not behind it. */
const ADMIT = createHash('sha1').update(SCRIPTS.admit).digest('hex');

interface Cost {
  /** HTTP requests to the bridge, by request to the gateway. */
  readonly all: number;
  /** Those that a request asks its question with. */
  readonly admit: number;
}

/** Round trips to the store by request, counted at the bridge: one gateway, one session, 100 requests a second. */
export async function roundTripFigures(setting: Setting): Promise<readonly GoalFigure[]> {
  const exact = await costOf(setting, '/exact', 'asked');
  const strict = await costOf(setting, '/strict', 'asked');
  const both = await costOf(setting, '/strict-exact', 'asked');
  const session = await costOf(setting, '/mine', 'asked');
  const minute = await costOf(setting, '/a-minute', 'leased');
  const tenSeconds = await costOf(setting, '/ten-seconds', 'leased');
  const refused = await floodCost(setting);
  const figure = (title: string, value: number, atMost: number | null): GoalFigure => ({
    title: `round trips a request: ${title}`,
    value,
    unit: '',
    goal: atMost === null ? null : { atMost },
  });
  return [
    figure('exact limit, questions', exact.admit, 1),
    figure('exact limit, with the looks behind', exact.all, null),
    figure('strict, questions', strict.admit, 1),
    figure('strict, with the looks behind', strict.all, null),
    figure('strict and exact limit, questions', both.admit, 1),
    figure('session alone, everything', session.all, 0.05),
    figure('leased limit of a minute, everything', minute.all, 0.05),
    figure('leased limit of ten seconds, everything', tenSeconds.all, null),
    figure('refused flood, after the first refusal', refused, 0),
  ];
}

async function costOf({ gateways, bridge, cookie }: Setting, path: string, kind: keyof typeof SECONDS): Promise<Cost> {
  const [gateway] = gateways;
  const headers = await cookie({ sub: `trips-${path}` });
  const run = async (seconds: number): Promise<number> => {
    const answers = await sendAt(evenly(Date.now(), PER_SECOND, seconds), () => gateway?.ask(path, headers) ?? never());
    expectPasses(path, answers);
    return answers.length;
  };
  await run(WARM_UP_SECONDS[kind]);
  await bridge.reset();
  const asked = await run(SECONDS[kind]);
  const { requests, commands } = await bridge.counts();
  return { all: requests / asked, admit: (commands[ADMIT] ?? 0) / asked };
}

async function floodCost({ gateways, bridge, cookie }: Setting): Promise<number> {
  const [gateway] = gateways;
  const headers = await cookie({ sub: 'flood' });
  while ((await gateway?.ask('/few', headers))?.status !== 429);
  await bridge.reset();
  for (let asked = 0; asked < FLOOD; asked += 1) {
    const status = (await gateway?.ask('/few', headers))?.status;
    if (status !== 429) throw new Error(`a request of the flood was answered ${status}`);
  }
  return (await bridge.counts()).requests / FLOOD;
}

function never(): never {
  throw new Error('there is no gateway');
}
