import type { StatePosition } from '@portcullis/rules/engine';
import type { Meters } from '../../../core/metrics/index.ts';
import { deadlineIn, type SteadyClock, withDeadline } from '../../../core/time/index.ts';
import type { WaitUntil } from '../../port.ts';
import type { StateStore } from '../../store.ts';
import type { Breakers } from '../breaker.ts';
import { BOUND_MS, SOONEST_MS } from '../copy-age.ts';
import { isBehind } from '../lost-state.ts';
import type { ShardReplica } from '../shard-replica.ts';
import { createWriteBack } from '../write-back.ts';

/** Brings replicas up to date: the one that is needed, and with it the others that the isolate serves. */
export interface Refreshes {
  /** Throws where it does not end within the deadline; it goes on behind. */
  readonly refresh: (replica: ShardReplica, waitUntil: WaitUntil) => Promise<void>;
  readonly refreshBehind: (replica: ShardReplica, waitUntil: WaitUntil) => void;
  /** To what the store itself says after now. Throws where it cannot be had. */
  readonly refreshAnew: (replica: ShardReplica, waitUntil: WaitUntil) => Promise<void>;
  /**
   * Whether the shard itself, asked now, does not have what was seen of it. What it has just written may be in a cookie already,
   * and not yet in an answer about several shards. `false` where it does not answer in time.
   */
  readonly lacks: (replica: ShardReplica, seen: StatePosition) => Promise<boolean>;
}

/** What refreshes are made of. */
export interface RefreshParts {
  readonly store: StateStore;
  readonly breakers: Breakers;
  /** All replicas of the isolate. */
  readonly all: () => Iterable<ShardReplica>;
  readonly clock: SteadyClock;
  readonly deadlineMs: number;
  /** Waits by another clock than the one that may be set; `null` where there is none. */
  readonly wait: ((ms: number) => Promise<void>) | null;
  readonly meters: Pick<Meters, 'late' | 'writtenBack'>;
}

/** A shard that no request has needed for so long rests: it is not refreshed together with others. */
const REST_MS = 60_000;
/** A refresh that others have begun may be from before: then one more is. */
const ROUNDS_ANEW = 3;

export function createRefreshes({ store, breakers, all, clock, deadlineMs, wait, meters }: RefreshParts): Refreshes {
  const writeBack = createWriteBack(store, clock.now, (count) => {
    meters.writtenBack += count;
  });
  /** A second witness, for clocks that stand or are set back unseen: what a refresh has brought is not fresh for longer. */
  const expireIn = (ms: number, replica: ShardReplica, refresh: number, waitUntil: WaitUntil): void => {
    if (wait !== null) waitUntil(wait(ms).then(() => replica.expire(refresh)));
  };
  const begin = (replica: ShardReplica, waitUntil: WaitUntil, direct: boolean): Promise<void> => {
    const [before, beganMs] = [replica.begun, clock.now()];
    const refreshed = replica.refresh(waitUntil, direct);
    const own = replica.begun;
    // A request that is cancelled would take the refresh of all others with it.
    if (own === before) {
      waitUntil(refreshed.catch(() => undefined));
      return refreshed;
    }
    const onEnd = (): void => {
      writeBack(replica, waitUntil);
      const ageMs = beganMs - replica.asOfMs;
      if (replica.ended === own && ageMs > 0) expireIn(Math.max(0, BOUND_MS - ageMs), replica, own, waitUntil);
    };
    waitUntil(refreshed.then(onEnd, () => undefined));
    expireIn(BOUND_MS, replica, own, waitUntil);
    return refreshed;
  };
  /** The others that the isolate serves are refreshed by the same question, and so are not due by themselves. */
  const beginAll = (replica: ShardReplica, waitUntil: WaitUntil, direct: boolean): Promise<void> => {
    const before = replica.begun;
    const refreshed = begin(replica, waitUntil, direct);
    if (replica.begun === before) return refreshed;
    const nowMs = clock.now();
    for (const other of all()) if (goesAlong(other, nowMs)) begin(other, waitUntil, direct).catch(() => undefined);
    return refreshed;
  };
  const refresh = async (replica: ShardReplica, waitUntil: WaitUntil, direct: boolean): Promise<void> => {
    try {
      await withDeadline(beginAll(replica, waitUntil, direct), deadlineMs);
    } catch (error) {
      if (deadlineIn(error) !== null) meters.late.refresh += 1;
      throw error;
    }
  };
  return {
    refresh: (replica, waitUntil) => refresh(replica, waitUntil, false),
    refreshBehind: (replica, waitUntil) => void beginAll(replica, waitUntil, false).catch(() => undefined),
    refreshAnew: async (replica, waitUntil) => {
      const [before, sinceMs] = [replica.begun, clock.now()];
      for (let round = 0; round < ROUNDS_ANEW; round += 1) {
        await refresh(replica, waitUntil, true);
        if (replica.ended > before && replica.asOfMs >= sinceMs) return;
      }
      throw new RangeError('the copy is not as new as the answer that put it in doubt');
    },
    lacks: async ({ shard, position }, seen) => {
      const asked = breakers.of(shard).run(() => withDeadline(store.feed(shard, position), deadlineMs));
      return asked.then(
        (answer) => isBehind(answer.position, seen),
        () => false,
      );
    },
  };
}

/** Whether a copy is in use, and its next refresh is near. */
function goesAlong(replica: ShardReplica, nowMs: number): boolean {
  const { position, isRefreshing, neededMs, refreshBegunMs } = replica;
  if (position === null || isRefreshing || nowMs - neededMs > REST_MS) return false;
  return nowMs - refreshBegunMs > SOONEST_MS;
}
