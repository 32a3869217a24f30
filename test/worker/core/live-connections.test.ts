import { expect, test } from 'vitest';
import { createLiveConnections } from '../../../worker/core/metrics/live-connections.ts';

test('a connection counts while it says that it is there, and no longer', () => {
  const open = createLiveConnections();
  const [one, other] = [{}, {}];
  open.seen(one, 1000);
  open.seen(one, 2000);
  open.seen(other, 2000);
  expect(open.count(2000)).toBe(2);
  open.gone(one);
  expect(open.count(2000)).toBe(1);
});

test('one that was cut off without a word is forgotten after five seconds', () => {
  const open = createLiveConnections();
  const [silent, alive] = [{}, {}];
  open.seen(silent, 1000);
  open.seen(alive, 5000);
  expect(open.count(6000)).toBe(2);
  expect(open.count(6001)).toBe(1);
  open.seen(silent, 7000);
  expect(open.count(7000)).toBe(2);
});
