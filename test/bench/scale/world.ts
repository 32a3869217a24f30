import { createDraws, zipfShares } from './draws.ts';

/** What the site is like. Rates are of all locations together. */
export interface WorldSize {
  readonly locations: number;
  readonly isolates: number;
  readonly tenants: number;
  readonly requestsPerDay: number;
  readonly revocationsPerSecond: number;
  /** Not yet run out. */
  readonly liveRevocations: number;
  readonly isolateLifeMs: number;
}

export const INTERNET: WorldSize = {
  locations: 300,
  isolates: 10_000,
  tenants: 1_000_000,
  requestsPerDay: 1e9,
  revocationsPerSecond: 1,
  liveRevocations: 43_200,
  isolateLifeMs: 3_600_000,
};

/** How far a location is from each kind of store, in milliseconds there and back. */
export interface RoundTrips {
  /** To the next read region of a global Redis. */
  readonly redis: number;
  /** To objects that all live in Western Europe. */
  readonly objects: number;
}

export interface Location {
  /** Of all requests of a day. */
  readonly share: number;
  readonly hoursFromUtc: number;
  readonly roundTripMs: RoundTrips;
  /** Each isolate's part of the location's requests. */
  readonly isolates: Float64Array;
}

/** Parts of the world: how many of the locations, where on the clock, and how far from Western Europe. */
const REGIONS = [
  { until: 0.35, hours: [0, 3], objects: [10, 45] },
  { until: 0.65, hours: [-8, -3], objects: [90, 190] },
  { until: 1, hours: [4, 10], objects: [130, 300] },
] as const;
const REDIS_MS = [10, 50] as const;

/** Large cities have most of the traffic. */
const LOCATION_EXPONENT = 0.8;
/** The platform spreads requests over the isolates of a location, and unevenly. */
const ISOLATE_EXPONENT = 0.5;
/** At three in the afternoon, so much more than the mean; at three at night, so much less. */
const SWING = 0.6;
const BUSIEST_HOUR = 15;
const HOURS = 24;
const SECONDS_A_DAY = 86_400;

export function createLocations(size: WorldSize, seed: number): readonly Location[] {
  const draws = createDraws(seed);
  const shares = zipfShares(size.locations, LOCATION_EXPONENT);
  return [...shares].map((share) => {
    const at = draws.unit();
    const region = REGIONS.find(({ until }) => at < until) ?? REGIONS[0];
    const count = Math.max(1, Math.round(share * size.isolates));
    return {
      share,
      hoursFromUtc: Math.round(draws.between(region.hours[0], region.hours[1])),
      roundTripMs: {
        redis: draws.between(REDIS_MS[0], REDIS_MS[1]),
        objects: draws.between(region.objects[0], region.objects[1]),
      },
      isolates: zipfShares(count, ISOLATE_EXPONENT),
    };
  });
}

/** Requests a second at a location, in an hour of UTC. */
export function rateOf({ share, hoursFromUtc }: Location, { requestsPerDay }: WorldSize, hour: number): number {
  const angle = (2 * Math.PI * (hour + hoursFromUtc - BUSIEST_HOUR)) / HOURS;
  return (share * requestsPerDay * (1 + SWING * Math.cos(angle))) / SECONDS_A_DAY;
}

/** The hour with the most requests, and the one whose requests are nearest to the mean of the day. */
export function hoursOf(
  locations: readonly Location[],
  size: WorldSize,
): { readonly peak: number; readonly mean: number } {
  const rates = Array.from({ length: HOURS }, (_, hour) =>
    locations.reduce((sum, location) => sum + rateOf(location, size, hour), 0),
  );
  const mean = size.requestsPerDay / SECONDS_A_DAY;
  const nearest = rates.map((rate) => Math.abs(rate - mean));
  return { peak: rates.indexOf(Math.max(...rates)), mean: nearest.indexOf(Math.min(...nearest)) };
}
