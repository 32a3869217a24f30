import { beforeEach, describe, expect, test } from 'vitest';
import { BEAT_MS } from '../../../../worker/state/relay/clock-witness.ts';
import { askingAgeMs, claimMs, HARD_MS } from '../../../../worker/state/relay/relay.ts';
import type { FeedsAnswer } from '../../../../worker/state/store.ts';
import { createLocation, type Location, sealerWith, warmIsolate } from './location.ts';

/** The age by which a document is used counts what the clock may be wrong by. */
const OLDEST_MS = HARD_MS - BEAT_MS;
const CLAIM_MS = claimMs(0);
const SHARD = 3;
const OTHER = 9;
const PLACE = 'relay 1 freight';
const EMPTY = JSON.stringify({ askedMs: 1, storeMs: 1, tookMs: 1, claimedMs: null, shards: [] });

let at: Location;
beforeEach(() => {
  at = createLocation();
});

const idsIn = ({ answers }: FeedsAnswer): readonly unknown[] =>
  answers.map((answer) =>
    answer instanceof Error || answer.kind !== 'changes'
      ? answer
      : answer.changes.map((change) =>
          change.kind === 'revocation' && 'id' in change.scope ? change.scope.id : change,
        ),
  );

describe('isolates of one location', () => {
  test('ask the store once between them, and each counts the age of what the other has read', async () => {
    const [one, other] = [await warmIsolate(at, SHARD), await warmIsolate(at, SHARD)];
    at.change(SHARD);
    expect(await one.feeds(one.seen)).toMatchObject({ ageMs: 0, answers: [{ position: at.position(SHARD) }] });
    await at.pass(300);
    const relayed = await other.feeds(other.seen);
    expect([relayed.ageMs, idsIn(relayed), at.asked]).toEqual([300 + BEAT_MS, [['u1']], [[SHARD]]]);
  });

  test('share the shards that each of them serves', async () => {
    const [one, other] = [await warmIsolate(at, SHARD), await warmIsolate(at, OTHER)];
    await one.feeds(one.seen);
    await at.pass(10);
    await other.feeds(other.seen);
    await at.pass(10);
    expect(await one.feeds([...one.seen, ...other.seen])).toMatchObject({ ageMs: 10 + BEAT_MS });
    expect(at.asked).toEqual([[SHARD], [SHARD, OTHER]]);
  });

  test('have one ask the store before what was read is too old, while the others go on by it', async () => {
    const [first, second, third] = [
      await warmIsolate(at, SHARD),
      await warmIsolate(at, SHARD),
      await warmIsolate(at, SHARD),
    ];
    await first.feeds(first.seen);
    at.setStore({ tookMs: 40 });
    await at.pass(OLDEST_MS - 40);
    const asking = second.feeds(second.seen);
    await at.pass(1);
    expect((await third.feeds(third.seen)).ageMs).toBe(HARD_MS - 39);
    await at.pass(39);
    expect([(await asking).ageMs, at.asked]).toEqual([0, [[SHARD], [SHARD]]]);
  });

  test('choose each for itself when to ask, so that one is the first of thousands that read at once', () => {
    const atOnce = 5000;
    const ages = Array.from({ length: atOnce }, (_, index) => askingAgeMs(20, index / atOnce)).sort((a, b) => a - b);
    const [first = 0] = ages;
    expect([first >= 450, (ages.at(-1) ?? 0) <= HARD_MS - 100]).toEqual([true, true]);
    // Until a claim is seen, some milliseconds later, few others ask.
    expect(ages.filter((age) => age <= first + 10).length).toBeLessThanOrEqual(3);
  });

  test('ask early by chance', async () => {
    const [one, other] = [await warmIsolate(at, SHARD), await warmIsolate(at, SHARD)];
    await one.feeds(one.seen);
    await at.pass(OLDEST_MS - 200);
    at.draw.value = 0.99;
    expect((await other.feeds(other.seen)).ageMs).toBe(0);
  });

  test('ask again where the one that was to ask has brought nothing, and go on by what is there while they may', async () => {
    const [first, second, third] = [
      await warmIsolate(at, SHARD),
      await warmIsolate(at, SHARD),
      await warmIsolate(at, SHARD),
    ];
    at.setStore({ tookMs: 150 });
    const begun = first.feeds(first.seen);
    await at.pass(150);
    await begun;
    at.setStore({ isDown: true, tookMs: 0 });
    await at.pass(OLDEST_MS - 150 - CLAIM_MS);
    expect((await second.feeds(second.seen)).ageMs).toBe(HARD_MS - CLAIM_MS);
    await at.pass(1);
    await third.feeds(third.seen);
    expect(at.asked).toHaveLength(2);
    // The claim is over, and then what was read.
    await at.pass(CLAIM_MS - 1);
    await third.feeds(third.seen);
    expect(at.asked).toHaveLength(2);
    await at.pass(1);
    await expect(third.feeds(third.seen)).rejects.toThrow('the store is away');
    expect(at.asked).toHaveLength(3);
  });

  test('ask the store itself where what was read is older than it may be', async () => {
    const [one, other] = [await warmIsolate(at, SHARD), await warmIsolate(at, SHARD)];
    await one.feeds(one.seen);
    at.setStore({ isDown: true });
    await at.pass(OLDEST_MS);
    expect((await other.feeds(other.seen)).ageMs).toBe(HARD_MS);
    await at.pass(1);
    await expect(other.feeds(other.seen)).rejects.toThrow('the store is away');
  });

  test('find all changes since what each of them knows', async () => {
    const [quick, slow] = [await warmIsolate(at, SHARD), await warmIsolate(at, SHARD)];
    for (let round = 0; round < 3; round += 1) {
      at.change(SHARD);
      await quick.feeds([{ shard: SHARD, since: at.position(SHARD) }]);
      await at.pass(HARD_MS + 1);
      await quick.feeds([{ shard: SHARD, since: at.position(SHARD) }]);
    }
    at.asked.length = 0;
    await at.pass(100);
    expect(idsIn(await slow.feeds(slow.seen))).toEqual([['u1', 'u2', 'u3']]);
    expect(at.asked.length).toBeLessThanOrEqual(1);
  });

  test('ask the store themselves where they are further behind than what is shared', async () => {
    const [quick, slow] = [await warmIsolate(at, SHARD, OTHER), await warmIsolate(at, SHARD, OTHER)];
    at.change(SHARD);
    at.change(SHARD);
    await quick.feeds([
      { shard: SHARD, since: at.position(SHARD) },
      { shard: OTHER, since: at.position(OTHER) },
    ]);
    at.asked.length = 0;
    await at.pass(100);
    const answer = await slow.feeds(slow.seen);
    // About all shards at once, so that no part of the answer is older than another.
    expect([idsIn(answer), at.asked, answer.ageMs]).toEqual([[['u1', 'u2'], []], [[SHARD, OTHER]], 0]);
  });

  test('leave the store to be asked itself, where what holds now must be known', async () => {
    const [one, other] = [await warmIsolate(at, SHARD), await warmIsolate(at, SHARD)];
    await one.feeds(one.seen);
    at.change(SHARD);
    expect(idsIn(await other.ask(other.seen))).toEqual([['u1']]);
  });

  test('keep no more than the last changes', async () => {
    const one = await warmIsolate(at, SHARD);
    for (let index = 0; index < 501; index += 1) at.change(SHARD);
    await one.feeds(one.seen);
    const kept = at.cached.text?.length ?? 0;
    expect(kept).toBeLessThan(2000);
    const two = await warmIsolate(at, SHARD);
    await at.pass(1);
    expect((await two.feeds(two.seen)).ageMs).toBe(1 + BEAT_MS);
  });

  test('leave out a shard that could not be read, and the store does not say the time: nothing is shared', async () => {
    const [one, other] = [await warmIsolate(at, SHARD), await warmIsolate(at, SHARD)];
    at.setStore({ saysTime: false });
    await one.feeds(one.seen);
    expect(at.cached.text).toBeNull();
    await other.feeds(other.seen);
    expect(at.asked).toHaveLength(2);
  });
});

describe('what lies in the cache and is not a fresh document of this gateway is passed over', () => {
  test.each<[string, (document: string) => string | null | Promise<string | null>]>([
    ['nothing: it was evicted', () => null],
    ['text of anyone', () => 'hello'],
    ['an empty text', () => ''],
    ['a document without its end', (document) => document.slice(0, -4)],
    [
      'a document with one other letter',
      (document) => `${document.slice(0, 40)}${document[40] === 'A' ? 'B' : 'A'}${document.slice(41)}`,
    ],
    ['a document of another form, or version', () => sealerWith('key').seal(EMPTY, 'relay 0 freight')],
    ['text that is no document', () => sealerWith('key').seal('{"shards":[', PLACE)],
    ['a document without times', () => sealerWith('key').seal('{"shards":[]}', PLACE)],
    ['a document sealed with another key', () => sealerWith('another').seal(EMPTY, PLACE)],
  ])('%s', async (_, poison) => {
    const [one, other] = [await warmIsolate(at, SHARD), await warmIsolate(at, SHARD)];
    await one.feeds(one.seen);
    at.cached.text = await poison(at.cached.text ?? '');
    at.change(SHARD);
    const answer = await other.feeds(other.seen);
    expect([answer.ageMs, idsIn(answer), at.asked.length]).toEqual([0, [['u1']], 2]);
  });

  test('a document of another gateway, or of another form', async () => {
    const stranger = await at.isolate('billing');
    const seen = [{ shard: SHARD, since: at.position(SHARD) }];
    await stranger.feeds(seen);
    const own = await warmIsolate(at, SHARD);
    at.change(SHARD);
    expect([(await own.feeds(own.seen)).ageMs, at.asked]).toEqual([0, [[SHARD]]]);
    // And the stranger does not take what is there now.
    await at.pass(1);
    expect((await stranger.feeds(seen)).ageMs).toBe(0);
  });

  test('an old document that was put back', async () => {
    const [one, other] = [await warmIsolate(at, SHARD), await warmIsolate(at, SHARD)];
    await one.feeds(one.seen);
    const old = at.cached.text;
    await at.pass(HARD_MS + 1);
    at.change(SHARD);
    await one.feeds(one.seen);
    at.cached.text = old;
    expect(idsIn(await other.feeds(other.seen))).toEqual([['u1']]);
  });
});
