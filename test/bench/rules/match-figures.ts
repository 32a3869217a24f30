import { createRouteMatcher } from '@portcullis/rules/engine';
import { compiled } from './compiled.ts';
import { createRandom } from './random.ts';
import type { RulesFigure } from './rules-figure.ts';
import { competingRoutes, type SampleRoute, serviceRoutes } from './sample-rules.ts';
import { fastestMicros, type Timed } from './timing.ts';

const REQUESTS = 10_000;
const LEVELS = 13;

/** Time to find the route: many routes against ten of the same kind, in requests over all of them. */
export function matchFigures(rounds: number): readonly RulesFigure[] {
  const services = serviceRoutes(10_000);
  const competing = competingRoutes(LEVELS);
  const fits = `/${Array.from({ length: LEVELS }, (_, level) => `level-${level}`).join('/')}/none`;
  const [ten = 0, thousands = 0, tenCompeting = 0, allCompeting = 0, worst = 0] = fastestMicros(
    [
      matching(services.slice(0, 10)),
      matching(services),
      matching(competing.slice(0, 10)),
      matching(competing),
      missing(competing, fits),
    ],
    rounds,
  );
  return [
    { title: '10,000 routes of services ÷ 10, time to match', value: thousands / ten, unit: '', goal: 2 },
    { title: 'a match among 10,000 routes of services', value: thousands, unit: 'µs', goal: null },
    {
      title: `${competing.length} routes that compete at ${LEVELS} levels ÷ 10, time to match`,
      value: allCompeting / tenCompeting,
      unit: '',
      goal: 2,
    },
    {
      title: 'the worst path among them, which fits every one up to its last segment',
      value: worst,
      unit: 'µs',
      goal: null,
    },
  ];
}

/** As many requests for few routes as for many, each with a path of its own. */
function matching(routes: readonly SampleRoute[]): Timed {
  const policy = compiled(routes);
  const match = createRouteMatcher(policy.routes);
  const random = createRandom(7);
  const requests = Array.from({ length: REQUESTS }, () => {
    const index = random(routes.length);
    const path = routes[index]?.requestPath.replace('7f3a9c', String(random(1_000_000))) ?? '';
    const route = policy.routes[index];
    const method = route?.methods[0] ?? '';
    if (match(path, method) !== route) throw new Error(`${path} does not lead to its route`);
    return { path, method };
  });
  const run = (): void => {
    for (const { path, method } of requests) match(path, method);
  };
  return { run, operations: REQUESTS };
}

function missing(routes: readonly SampleRoute[], path: string): Timed {
  const match = createRouteMatcher(compiled(routes).routes);
  const found = match(path, 'GET');
  if (!('reason' in found)) throw new Error(`${path} leads to ${found.id}`);
  return { run: () => void match(path, 'GET'), operations: 1 };
}
