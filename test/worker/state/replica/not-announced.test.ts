import type { StatePosition } from '@portcullis/rules/engine';
import { expect, test } from 'vitest';
import { createReplicatedState } from '../../../../worker/state/replica/replicated-state.ts';
import type { FeedPosition, StateStore } from '../../../../worker/state/store.ts';
import { revocation, START_SECONDS } from '../conformance/samples.ts';
import { createStoreDouble, hear, replicated } from './store-double.ts';

function unchanged(position: FeedPosition | null) {
  if (position === null) throw new TypeError('there is no position yet');
  return { kind: 'changes' as const, position, changes: [], more: false };
}

test('a position that the shard has written, and that an answer about several shards does not show yet, is not taken for one that is gone', async () => {
  const double = createStoreDouble();
  let known: FeedPosition | null = null;
  // Until the change is announced, all is as it was.
  const feeds: StateStore['feeds'] = async (asked) =>
    known === null
      ? double.store.feeds(asked)
      : { answers: asked.map(() => unchanged(known)), storeMs: null, ageMs: 0 };
  const state = createReplicatedState({ ...double.store, feeds }, double.now);
  const subject = { tenant: 'acme', user: 'u1', session: 's1', issuedAtSeconds: START_SECONDS - 60 };
  const behind: Promise<unknown>[] = [];
  const ask = (seen: StatePosition | null) =>
    hear(state.admit(replicated({ tenant: 'acme', subject }, { seen }), (work) => void behind.push(work)));
  await ask(null);
  await Promise.all(behind);
  known = await double.position();
  await double.store.revoke(revocation({ kind: 'user', tenant: 'acme', id: 'u1' }));
  double.pass(950);
  const { epoch, version } = await double.position();
  expect((await ask({ epoch, version })).revokedBy).toBe('user');
  expect((await ask({ epoch, version })).revokedBy).toBe('user');
});
