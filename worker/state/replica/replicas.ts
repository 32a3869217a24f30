import type { Meters } from '../../core/metrics/index.ts';
import type { SteadyClock } from '../../core/time/index.ts';
import { deadlineIn, withDeadline } from '../../core/time/index.ts';
import type { WaitUntil } from '../port.ts';
import { shardOf } from '../shard.ts';
import type { StateStore } from '../store.ts';
import type { Breakers } from './breaker.ts';
import { BOUND_MS } from './copy-age.ts';
import type { KnownRevocations } from './known-revocations.ts';
import { createShardReplica, type Feed, type ShardReplica } from './shard-replica.ts';
import { createWriteBack } from './write-back.ts';

/** The replicas of an isolate: of each shard that it serves, one. */
export interface Replicas {
  readonly of: (tenant: string) => ShardReplica;
  /** `null` if no request has asked for this tenant yet. */
  readonly known: (tenant: string) => ShardReplica | null;
  readonly all: () => readonly ShardReplica[];
  /** What was changed here is known here from the next request on. @param tenant `null`: it concerns everyone */
  readonly outdate: (tenant: string | null) => void;
  /** Throws where it does not end within the deadline; it goes on behind. */
  readonly refresh: (replica: ShardReplica, waitUntil: WaitUntil) => Promise<void>;
  readonly refreshBehind: (replica: ShardReplica, waitUntil: WaitUntil) => void;
  /** One that begins after now. */
  readonly refreshAnew: (replica: ShardReplica, waitUntil: WaitUntil) => Promise<void>;
}

/** What replicas are made of. */
interface ReplicasParts {
  readonly store: StateStore;
  readonly breakers: Breakers;
  readonly known: KnownRevocations;
  readonly now: () => number;
  readonly clock: SteadyClock;
  readonly deadlineMs: number;
  /** Waits by another clock than {@link now}; `null` where there is none. */
  readonly wait: ((ms: number) => Promise<void>) | null;
  readonly meters: Pick<Meters, 'late' | 'writtenBack'>;
}

export function createReplicas(parts: ReplicasParts): Replicas {
  const { store, breakers, known, now, clock, deadlineMs, wait, meters } = parts;
  const replicas = new Map<number, ShardReplica>();
  /** Each call counts once, however many requests wait for the refresh that it is part of. */
  const feed: Feed = {
    feed: (shard, since) => breakers.of(shard).run(() => store.feed(shard, since)),
    snapshot: (shard, cursor) => breakers.of(shard).run(() => store.snapshot(shard, cursor)),
  };
  const writeBack = createWriteBack(store, clock.now, (count) => {
    meters.writtenBack += count;
  });

  const begin = (replica: ShardReplica, waitUntil: WaitUntil): Promise<void> => {
    const before = replica.begun;
    const refreshed = replica.refresh();
    const own = replica.begun;
    // A request that is cancelled would take the refresh of all others with it.
    if (own === before) waitUntil(refreshed.catch(() => undefined));
    else {
      waitUntil(
        refreshed.then(
          () => writeBack(replica, waitUntil),
          () => undefined,
        ),
      );
      // A second witness, for clocks that stand or are set back unseen: what this one brings is not fresh for longer.
      if (wait !== null) waitUntil(wait(BOUND_MS).then(() => replica.expire(own)));
    }
    return refreshed;
  };
  const refresh = async (replica: ShardReplica, waitUntil: WaitUntil): Promise<void> => {
    try {
      await withDeadline(begin(replica, waitUntil), deadlineMs);
    } catch (error) {
      if (deadlineIn(error) !== null) meters.late.refresh += 1;
      throw error;
    }
  };
  return {
    of: (tenant) => {
      const shard = shardOf(tenant);
      const found = replicas.get(shard);
      if (found !== undefined) return found;
      const made = createShardReplica(shard, { feed, known, now, clock });
      replicas.set(shard, made);
      return made;
    },
    known: (tenant) => replicas.get(shardOf(tenant)) ?? null,
    all: () => [...replicas.values()],
    outdate: (tenant) => {
      for (const [shard, replica] of replicas) if (tenant === null || shard === shardOf(tenant)) replica.outdate();
    },
    refresh,
    refreshBehind: (replica, waitUntil) => void begin(replica, waitUntil).catch(() => undefined),
    refreshAnew: async (replica, waitUntil) => {
      const before = replica.begun;
      await refresh(replica, waitUntil);
      if (replica.ended <= before) await refresh(replica, waitUntil);
    },
  };
}
