import { describe, expect, test } from 'vitest';
import { ALL_SHARDS, shardOf } from '../../../../worker/state/shard.ts';
import type { FeedAnswer, FeedPosition, SeenShard } from '../../../../worker/state/store.ts';
import { BACKENDS } from './backends.ts';
import { freshBackend } from './fresh-backend.ts';
import { policy, revocation, START_SECONDS } from './samples.ts';

const ACME = shardOf('acme');
const GLOBEX = shardOf('globex');

describe.each(Object.entries(BACKENDS))('what changed in several shards, of %s', (_, start) => {
  const state = freshBackend(start);

  const standOf = async (shard: number): Promise<FeedPosition> => (await state.store.feed(shard, null)).position;
  const seenOf = async (shards: readonly number[]): Promise<readonly SeenShard[]> => {
    const seen: SeenShard[] = [];
    for (const shard of shards) seen.push({ shard, since: await standOf(shard) });
    return seen;
  };
  const revokeUser = (tenant: string, id: string) => state.store.revoke(revocation({ kind: 'user', tenant, id }));
  /** Without what only the backend reads. */
  const answersTo = async (asked: readonly SeenShard[]) =>
    (await state.store.feeds(asked)).answers.map((answer) => {
      if (answer instanceof Error || answer.kind !== 'changes') return answer;
      const { stand: _stand, ...said } = answer;
      return said;
    });
  /** Shard by shard. */
  const feedsOf = async (asked: readonly SeenShard[]): Promise<readonly FeedAnswer[]> => {
    const answers: FeedAnswer[] = [];
    for (const { shard, since } of asked) answers.push(await state.store.feed(shard, since));
    return answers;
  };

  test('is what each of them says, in the order of the question', async () => {
    const quiet = await seenOf(ALL_SHARDS);
    expect(await answersTo(quiet)).toEqual(await feedsOf(quiet));
    await revokeUser('acme', 'u1');
    await state.store.setTenantPolicy('globex', policy({ requireMfa: true }));
    for (const asked of [quiet, quiet.toReversed(), [quiet[GLOBEX], quiet[ACME]] as readonly SeenShard[]]) {
      const answers = await answersTo(asked);
      expect(answers).toEqual(await feedsOf(asked));
      const changed = asked.filter(
        (_shard, index) => (answers[index] as Extract<FeedAnswer, { kind: 'changes' }>).changes.length > 0,
      );
      expect(changed.map(({ shard }) => shard).sort()).toEqual([ACME, GLOBEX].sort());
    }
  });

  test('of no shard is nothing', async () => {
    expect(await state.store.feeds([])).toMatchObject({ answers: [], ageMs: 0 });
  });

  test('is as old as the call, by a clock that is not the caller’s', async () => {
    const asked = await seenOf([ACME]);
    const { storeMs, ageMs } = await state.store.feeds(asked);
    expect([storeMs, ageMs]).toEqual([START_SECONDS * 1000, 0]);
    await state.backend.setClock((START_SECONDS - 60) * 1000);
    expect((await state.store.feeds(asked)).storeMs).toBe((START_SECONDS - 60) * 1000);
  });

  test('positions that are unknown or lost are so for their own shard alone', async () => {
    await revokeUser('acme', 'u1');
    const asked = await seenOf([ACME, GLOBEX]);
    const [acme, globex] = asked as [SeenShard, SeenShard];
    await revokeUser('globex', 'u1');
    for (const since of [
      { ...acme.since, epoch: 'other' },
      { ...acme.since, mark: 'other' },
    ]) {
      const answers = await answersTo([{ shard: ACME, since }, globex]);
      expect(answers).toMatchObject([
        { kind: 'reload', lost: true },
        { kind: 'changes', changes: [{ scope: { tenant: 'globex' } }] },
      ]);
      expect(answers).toEqual(await feedsOf([{ shard: ACME, since }, globex]));
    }
  });

  test('a change is in the next answer, however often there was none before', async () => {
    let asked = await seenOf(ALL_SHARDS);
    for (let round = 0; round < 3; round += 1) {
      await answersTo(asked);
      await answersTo(asked);
      await revokeUser('acme', `u${round}`);
      const answers = await answersTo(asked);
      expect(answers[ACME]).toMatchObject({ changes: [{ scope: { id: `u${round}` } }] });
      // It stays there until it was seen.
      expect(await answersTo(asked)).toEqual(answers);
      asked = asked.map((each, index) => ({ ...each, since: (answers[index] as FeedAnswer).position }));
      expect(await answersTo(asked)).toEqual(await feedsOf(asked));
    }
  });

  test('what concerns everyone is in the answer of every shard', async () => {
    const asked = await seenOf(ALL_SHARDS);
    await answersTo(asked);
    await state.store.revoke(revocation({ kind: 'everyone' }));
    for (const answer of await answersTo(asked))
      expect(answer).toMatchObject({ kind: 'changes', changes: [{ scope: { kind: 'everyone' } }] });
  });

  test('more changes than one answer holds come in several, and no shard waits for the others', async () => {
    let asked = await seenOf([ACME, GLOBEX]);
    const ofTenant = (tenant: string, count: number) =>
      Array.from({ length: count }, (_item, index) => ({
        ...revocation({ kind: 'user', tenant, id: `u${index}` }),
        kind: 'revocation' as const,
      }));
    await state.store.importState([...ofTenant('acme', 1234), ...ofTenant('globex', 3)]);
    const found = new Map<number, number>();
    for (let more = true; more; ) {
      const answers = await answersTo(asked);
      more = false;
      for (const [index, answer] of answers.entries()) {
        if (answer instanceof Error || answer.kind !== 'changes') throw new Error('there must be changes');
        const { shard } = asked[index] as SeenShard;
        found.set(shard, answer.changes.length + (found.get(shard) ?? 0));
        more ||= answer.more;
      }
      expect(found.get(GLOBEX)).toBeGreaterThan(0);
      asked = asked.map((each, index) => ({ ...each, since: (answers[index] as FeedAnswer).position }));
    }
    expect([found.get(ACME), found.get(GLOBEX)]).toEqual([1234, 3]);
    expect(await answersTo(asked)).toEqual(await feedsOf(asked));
  });
});
