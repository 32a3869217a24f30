import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { BOUND_MS } from '../../../worker/state/replica/copy-age.ts';
import { simulate, type World } from './simulate.ts';
import type { Backend, Mode } from './store.ts';
import { createTenants } from './tenants.ts';
import { createLocations, hoursOf, INTERNET, type WorldSize } from './world.ts';

const SECONDS = 6;

function worldOf(size: Partial<WorldSize>): World {
  const whole = { ...INTERNET, locations: 3, isolates: 30, tenants: 1000, requestsPerDay: 86_400 * 100, ...size };
  return { size: whole, locations: createLocations(whole, 1), tenants: createTenants(whole.tenants, 1) };
}

function run(world: World, mode: Mode, backend: Backend, seed = 1, busy?: number) {
  const rest = busy === undefined ? {} : { busy };
  return simulate(world, { mode, backend, hour: 12, sliceMs: SECONDS * 1000, seed, ...rest });
}

const SMALL = worldOf({});
const LONE = worldOf({ locations: 1, isolates: 1, tenants: 1, revocationsPerSecond: 1e-9, isolateLifeMs: 1e12 });
const EVERY = (['redis', 'objects'] as const).flatMap((backend) =>
  (['each', 'one', 'relay'] as const).map((mode) => [mode, backend] as const),
);

test.each(EVERY)('%s on %s: what is revoked is let in for no longer than the bound', (mode, backend) => {
  const { lastPassMs, requests } = run(SMALL, mode, backend, 1, 20);
  expect(requests).toBeGreaterThan(1000);
  expect(Math.max(...lastPassMs)).toBeLessThanOrEqual(BOUND_MS);
  // It is let in at all: a simulation that refuses everything would keep the bound, too.
  expect(Math.min(...lastPassMs)).toBeGreaterThan(0);
});

test.each(EVERY)('%s on %s: the same seed gives the same, and another one does not', (mode, backend) => {
  const figures = (seed: number) => {
    const { requests, calls, late, lastPassMs } = run(SMALL, mode, backend, seed);
    return { requests, ...calls, late, lastPassMs: [...lastPassMs] };
  };
  expect(figures(5)).toEqual(figures(5));
  expect(figures(5)).not.toEqual(figures(6));
});

test.each(['each', 'one'] as const)('%s: one busy isolate asks about one shard as often as its copy is due', (mode) => {
  const { calls } = run(LONE, mode, 'redis', 1, 1000);
  const roundTripMs = LONE.locations[0]?.roundTripMs.redis ?? Number.NaN;
  // Due at the bound less twice the time that an answer takes, which is up to 1.3 times as long as usual.
  const [fewest, most] = [BOUND_MS - 50, BOUND_MS - Math.max(50, 2 * 1.3 * roundTripMs)].map(
    (apart) => (SECONDS * 1000) / apart,
  );
  expect(calls.question + calls.shard).toBeGreaterThanOrEqual(Math.floor(fewest ?? Number.NaN) - 1);
  expect(calls.question + calls.shard).toBeLessThanOrEqual(Math.ceil(most ?? Number.NaN) + 1);
});

test('objects: a question is one call to the board, and one to each shard that has changed', () => {
  const quiet = run(LONE, 'one', 'objects', 1, 1000).calls;
  expect(quiet.question).toBeGreaterThan(5);
  expect(quiet.shard).toBe(0);
  const changing = run(
    { ...LONE, size: { ...LONE.size, revocationsPerSecond: 1000 } },
    'one',
    'objects',
    1,
    1000,
  ).calls;
  // The one shard that this isolate serves.
  expect(changing.shard).toBe(changing.question);
});

test('a relay makes the store hear of locations, and not of isolates', () => {
  const alone = run(SMALL, 'one', 'redis', 1, 20).calls.question;
  const { calls, relayed } = run(SMALL, 'relay', 'redis', 1, 20);
  expect(calls.question).toBeLessThan(alone / 2);
  expect(relayed).toBeGreaterThan(calls.question);
  // Each location at the earliest once in 350 ms of the document's real age; and those that see it at the same moment.
  const leastApartMs = 350;
  expect(calls.question).toBeLessThan(6 * SMALL.locations.length * ((SECONDS * 1000) / leastApartMs));
});

test('the peak hour has more requests than the mean one', () => {
  const { peak, mean } = hoursOf(SMALL.locations, SMALL.size);
  const at = (hour: number) =>
    simulate(SMALL, { mode: 'one', backend: 'redis', hour, sliceMs: SECONDS * 1000, seed: 1 });
  expect(at(peak).requests).toBeGreaterThan(at(mean).requests);
});

test.each([
  ['worker/state/relay/document-age.ts', 'HEARD_MS', 200_000],
  ['worker/state/relay/clock-witness.ts', 'WATCH_MS', 20_000],
  ['worker/state/relay/clock-witness.ts', 'OVERLAP_MS', 10_000],
  ['worker/state/replica/news/refreshes.ts', 'REST_MS', 60_000],
  ['worker/state/replica/shard-replica.ts', 'EASING', 0.8],
  ['worker/state/embedded/pages.ts', 'PAGE_REPLICA', 5000],
] as const)('%s has the %s that is simulated', (file, name, value) => {
  const written = new RegExp(`const ${name} = ([\\d._]+);`).exec(readFileSync(file, 'utf8'))?.[1];
  expect(Number(written?.replaceAll('_', ''))).toBe(value);
});
