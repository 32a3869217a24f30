import { join } from 'node:path';
import { compileRules, formatProblems } from '@portcullis/rules/compiler';
import type { ContentClass, ResponsePlan } from '@portcullis/rules/policy';
import type { GoalFigure } from '../goal-figure.ts';
import { measureAll, type Subject } from '../measure.ts';
import { startBenchOrigin } from '../origin.ts';
import { type RunningWorker, startPeer } from '../peer-worker.ts';
import { median } from '../rules/timing.ts';

const PROFILES = ['strict', 'app', 'legacy', 'api', 'download'];
/** What is measured beside pages: the bulk of an app's answers. */
const MEASURED: readonly ContentClass[] = ['page', 'data'];

/** Compiled headers of every profile, by profile and then by content. */
export type PlansOfProfiles = Readonly<Record<string, Readonly<Record<ContentClass, ResponsePlan>>>>;

export function plansOfProfiles(): PlansOfProfiles {
  const routes = PROFILES.map(
    (profile) => `  - { id: ${profile}, path: /${profile}/**, access: public, headers: ${profile} }`,
  );
  const text = `version: 1
gateway: bench-edge
hosts: [bench.example]
clientAddress: cloudflare
roles: [owner]
origins: { app: { url: https://app-origin.example, keys: ORIGIN_APP_KEYS, context: HS256 } }
session: { lifetime: 1h }
routes:
${routes.join('\n')}
`;
  const compiled = compileRules({ file: 'profiles.yaml', text });
  if (!compiled.ok) throw new Error(formatProblems(compiled.problems));
  return Object.fromEntries(compiled.policy.routes.map(({ id, headers }) => [id, headers.plans]));
}

/** What `respond` costs with each profile, over a Worker that sets the same headers. */
export async function profileFigures(
  plans: PlansOfProfiles,
  { folder, rounds, seconds }: { readonly folder: string; readonly rounds: number; readonly seconds: number },
): Promise<readonly GoalFigure[]> {
  const stops: (() => Promise<void>)[] = [];
  try {
    const origin = await startBenchOrigin(folder);
    stops.push(origin.stop);
    const define = { ANSWER_PLANS: flat(plans) };
    const peer = async (name: string): Promise<RunningWorker> => {
      const started = await startPeer({ name, folder: join(folder, name), define, bindings: { ORIGIN: origin.url } });
      stops.push(started.stop);
      return started;
    };
    const [ours, theirs] = [await peer('respond'), await peer('headers-of-profile')];
    const lists = Object.keys(plans).flatMap((profile) => MEASURED.map((content) => `${profile}-${content}`));
    const series = await measureAll(
      lists.flatMap((list) => [subject(list, 'respond', ours), subject(list, 'headers', theirs)]),
      rounds,
      seconds,
    );
    const cpuOf = (id: string) =>
      series.find((each) => each.subject.id === id)?.samples.map(({ cpuMicros }) => cpuMicros) ?? [];
    return lists.map((list) => {
      const others = cpuOf(`${list} headers`);
      const ratios = cpuOf(`${list} respond`).map((cpu, round) => cpu / (others[round] ?? Number.NaN));
      const noise = (Math.max(...ratios) - Math.min(...ratios)) / 2;
      return {
        title: `${list.replace('-', ', ')} ÷ a Worker that sets the same headers (± ${noise.toFixed(2)})`,
        value: median(ratios),
        unit: '',
        goal: { atMost: 1.05 },
      };
    });
  } finally {
    for (const stop of stops) await stop();
  }
}

function subject(list: string, what: 'respond' | 'headers', { pid, url }: RunningWorker): Subject {
  return {
    id: `${list} ${what}`,
    title: `${list} ${what}`,
    pid,
    url: `${url}/${list}/items`,
    headers: [],
    refuses: false,
  };
}

function flat(plans: PlansOfProfiles): Readonly<Record<string, ResponsePlan>> {
  return Object.fromEntries(
    Object.entries(plans).flatMap(([profile, contents]) =>
      MEASURED.map((content) => [`${profile}-${content}`, contents[content]] as const),
    ),
  );
}
