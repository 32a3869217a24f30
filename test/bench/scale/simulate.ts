import { SHARDS } from '../../../worker/state/shard.ts';
import { createDraws, type Draws } from './draws.ts';
import { simulateLocation } from './simulate-location.ts';
import type { Backend, Changes, Mode } from './store.ts';
import { Tally } from './tally.ts';
import type { Tenants } from './tenants.ts';
import { SHIPPED, type Tuning } from './tuning.ts';
import { type Location, rateOf, type WorldSize } from './world.ts';

/** One run: a slice of an hour, in one mode. */
export interface Run {
  readonly mode: Mode;
  readonly backend: Backend;
  readonly tuning?: Tuning;
  /** Of UTC. */
  readonly hour: number;
  /** Counted, after what settles. */
  readonly sliceMs: number;
  readonly seed: number;
  /** Every isolate gets so many requests a second, instead of its part; `null`: its part. */
  readonly busy?: number;
}

export interface World {
  readonly size: WorldSize;
  readonly locations: readonly Location[];
  readonly tenants: Tenants;
}

/** What an isolate starts with is drawn, and soon forgotten. */
const SETTLES_MS = 20_000;
const PROBES_A_SECOND = 2;
/** What came before the slice, for isolates that were not in use. */
const PAST_MS = 600_000;
/** Entries of a page: see `worker/state/embedded/pages.ts`. */
const PAGE_ENTRIES = 5000;

/** @returns what was counted, of all locations together; the same for the same run */
export function simulate({ size, locations, tenants }: World, run: Run): Tally {
  const { mode, backend, hour, sliceMs, seed, busy, tuning = SHIPPED } = run;
  const draws = createDraws(seed);
  const untilMs = SETTLES_MS + sliceMs;
  // The last probes could be let in after the end.
  const probes = Float64Array.from(
    { length: Math.max(1, Math.floor((sliceMs / 1000 - 2) * PROBES_A_SECOND)) },
    (_, index) => SETTLES_MS + ((index + draws.unit()) * 1000) / PROBES_A_SECOND,
  );
  const tally = new Tally(SETTLES_MS, probes);
  const changes = drawChanges(size.revocationsPerSecond, untilMs, draws);
  const pages = Math.max(1, Math.ceil(size.liveRevocations / SHARDS / PAGE_ENTRIES));
  for (const location of locations) {
    const isolates = busy === undefined ? location.isolates : location.isolates.map(() => 1 / location.isolates.length);
    simulateLocation({
      mode,
      backend,
      tuning,
      changes,
      pages,
      isolates,
      isolateLifeMs: size.isolateLifeMs,
      roundTripMs: location.roundTripMs[backend],
      rate: busy === undefined ? rateOf(location, size, hour) : busy * isolates.length,
      sharesOfShards: tenants.sharesOfShards,
      shardAt: tenants.shardAt,
      untilMs,
      draws,
      tally,
    });
  }
  return tally;
}

/** One in each stretch of time, so that a slice has as many as another; at any moment of it, and in a shard by chance. */
function drawChanges(perSecond: number, untilMs: number, draws: Draws): Changes {
  const ofShard = Array.from({ length: SHARDS }, (): number[] => []);
  const apartMs = 1000 / perSecond;
  for (let fromMs = -PAST_MS; fromMs < untilMs; fromMs += apartMs)
    ofShard[Math.floor(draws.unit() * SHARDS)]?.push(fromMs + draws.unit() * apartMs);
  return { ofShard: ofShard.map((times) => Float64Array.from(times)) };
}
