import type { World } from './simulate.ts';

/** Calls that depend on what the rules ask for and not on refreshes: reckoned, not simulated. By second, of all locations. */
export interface StandingCalls {
  readonly title: string;
  readonly perSecond: number;
  /** To the object of the shard that has the most. */
  readonly hottest: number;
}

/** What the site's rules and people are like. */
export const HABITS = {
  /** Of all tenants. */
  withPolicy: 0.05,
  /** Of all requests. */
  exact: 0.01,
  leased: 0.2,
  /** A leased limit counts by tenant, a minute long: a slice is spent within a sixtieth of it. */
  sliceSeconds: 1,
  /** Requests an hour of one who is signed in, and how often a session is renewed in it. */
  requestsAnHour: 200,
  renewalsAnHour: 6,
} as const;

/** Isolates alike enough to be reckoned as one, and tenants that are. */
const CLASSES = 60;

/** @param rate requests a second, of all locations */
export function standingCalls({ size, locations, tenants }: World, rate: number): readonly StandingCalls[] {
  const hottestShare = Math.max(...tenants.sharesOfShards);
  const isolates = classesOf(
    locations.flatMap(({ share, isolates: parts }) => [...parts].map((part) => rate * share * part)),
  );
  const keys = classesOf(tenants.shares);
  const total = (callsOf: (perSecond: number) => number): number =>
    isolates.reduce(
      (sum, [isolate, count]) =>
        sum + count * keys.reduce((all, [share, alike]) => all + alike * callsOf(isolate * share), 0),
      0,
    );
  const lifeSeconds = size.isolateLifeMs / 1000;
  // The first of each tenant in an isolate's life, which ends at any moment alike.
  const policies = HABITS.withPolicy * total((perSecond) => perSecond / (1 + perSecond * lifeSeconds));
  // The first of each tenant in the time of a slice.
  const leased = total(
    (perSecond) => (1 - Math.exp(-HABITS.leased * perSecond * HABITS.sliceSeconds)) / HABITS.sliceSeconds,
  );
  const byShare = (title: string, perSecond: number) => ({ title, perSecond, hottest: perSecond * hottestShare });
  return [
    byShare('strict on every route', rate),
    byShare('exact limits on 1 % of requests', HABITS.exact * rate),
    byShare('leased limits on 20 % of requests', leased),
    byShare('renewal of sessions', (rate / HABITS.requestsAnHour) * HABITS.renewalsAnHour),
    byShare("tenants' policies, by need", policies),
  ];
}

/** Sorted values by their mean in classes: the first ones each alone, the many small ones together. */
function classesOf(values: ArrayLike<number>): readonly (readonly [mean: number, count: number])[] {
  const sorted = Float64Array.from(values).sort().reverse();
  const classes: [number, number][] = [];
  const growth = sorted.length ** (1 / CLASSES);
  for (let from = 0; from < sorted.length; ) {
    const until = Math.min(sorted.length, Math.max(from + 1, Math.floor(from * growth)));
    const part = sorted.subarray(from, until);
    classes.push([part.reduce((sum, value) => sum + value, 0) / part.length, part.length]);
    from = until;
  }
  return classes;
}
