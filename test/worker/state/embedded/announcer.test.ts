import { beforeEach, expect, test } from 'vitest';
import { Announcer } from '../../../../worker/state/embedded/announcer.ts';
import { PATIENCE_MS } from '../../../support/patience.ts';

/** Calls to the board that are under way, the oldest first. */
let calls: PromiseWithResolvers<void>[];
let announcer: Announcer;
/** What was announced, in the order in which it was. */
let done: string[];

beforeEach(() => {
  calls = [];
  done = [];
  announcer = new Announcer(() => {
    const call = Promise.withResolvers<void>();
    calls.push(call);
    return call.promise;
  }, PATIENCE_MS);
});

const change = (name: string): Promise<unknown> =>
  announcer.announceChange().then(
    () => done.push(name),
    () => done.push(`${name} failed`),
  );

test('the start is owed until it is announced', async () => {
  expect(announcer.isOwing).toBe(true);
  const announced = announcer.announce();
  expect(announcer.isOwing).toBe(true);
  calls[0]?.resolve();
  await announced;
  expect(announcer.isOwing).toBe(false);
});

test('a change waits for a call that began after it, and all that wait share one', async () => {
  const [first, second, third] = [change('first'), change('second'), change('third')];
  expect(calls.length).toBe(1);
  calls[0]?.resolve();
  await first;
  expect([done, announcer.isOwing]).toEqual([['first'], true]);
  await expect.poll(() => calls.length).toBe(2);
  const fourth = change('fourth');
  calls[1]?.resolve();
  await Promise.all([second, third]);
  expect(announcer.isOwing).toBe(true);
  await expect.poll(() => calls.length).toBe(3);
  calls[2]?.resolve();
  await fourth;
  expect([done, announcer.isOwing, calls.length]).toEqual([['first', 'second', 'third', 'fourth'], false, 3]);
});

test('where a call fails, its change is owed, and the next call covers it', async () => {
  const [first, second] = [change('first'), change('second')];
  calls[0]?.reject(new Error('away'));
  await first;
  expect([done, announcer.isOwing]).toEqual([['first failed'], true]);
  await expect.poll(() => calls.length).toBe(2);
  calls[1]?.resolve();
  await second;
  expect([done, announcer.isOwing]).toEqual([['first failed', 'second'], false]);
});

test('a board that is silent counts as one that failed', async () => {
  const hasty = new Announcer(() => new Promise(() => undefined), 5);
  await expect(hasty.announceChange()).rejects.toThrow('no answer within 5 ms');
  expect(hasty.isOwing).toBe(true);
});
