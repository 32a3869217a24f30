import { expect, test } from 'vitest';
import { createSteadyClock } from '../../../../worker/core/time/index.ts';
import { createKnownRevocations } from '../../../../worker/state/replica/known-revocations.ts';
import { createPolicyMemory } from '../../../../worker/state/replica/policies/index.ts';
import { createShardReplica } from '../../../../worker/state/replica/shard-replica.ts';
import type { SnapshotPage } from '../../../../worker/state/store.ts';
import { START } from '../conformance/samples.ts';

const IN_TIME = (): void => undefined;

/** A shard whose snapshots end when the test says so, each as the store was at some version. */
function shard() {
  let nowMs = START;
  const now = () => nowMs;
  const snapshots: ((version: number) => void)[] = [];
  const replica = createShardReplica(0, {
    feed: {
      news: async (_shard, position) => ({
        answer: { kind: 'changes', position, changes: [], more: false },
        ageMs: 0,
      }),
      snapshot: () =>
        new Promise<SnapshotPage>((resolve) => {
          snapshots.push((version) =>
            resolve({ position: { epoch: 'e', version, mark: `mark-${version}` }, entries: [], next: null }),
          );
        }),
    },
    known: createKnownRevocations(),
    policies: createPolicyMemory(),
    now,
    clock: createSteadyClock(now),
  });
  return { replica, snapshots, pass: (ms: number) => (nowMs += ms) };
}

test('what a refresh brings that began before a change is not fresh', async () => {
  const { replica, snapshots } = shard();
  const refresh = replica.refresh(IN_TIME, false);
  replica.outdate();
  snapshots[0]?.(1);
  await refresh;
  expect([replica.position?.version, replica.asOfMs]).toEqual([1, Number.NEGATIVE_INFINITY]);
});

test('what comes after something newer is dropped', async () => {
  const { replica, snapshots, pass } = shard();
  const late = replica.refresh(IN_TIME, false);
  // The first is given up on, and another one begins.
  pass(3000);
  const newer = replica.refresh(IN_TIME, false);
  expect(snapshots.length).toBe(2);
  snapshots[1]?.(2);
  await newer;
  snapshots[0]?.(1);
  await late;
  expect(replica.position?.version).toBe(2);
});
