import { expect, test } from 'vitest';
import { DeadlineError, withDeadline } from '../../../worker/core/time/deadline.ts';

test('an answer in time is the answer', async () => {
  expect(await withDeadline(Promise.resolve('admitted'), 1000)).toBe('admitted');
});

test('a fault of the store stays that fault', async () => {
  await expect(withDeadline(Promise.reject(new TypeError('reset')), 1000)).rejects.toThrow(TypeError);
});

test('an answer that never comes is a fault, not a pass', async () => {
  await expect(withDeadline(new Promise(() => undefined), 20)).rejects.toThrow(DeadlineError);
});

test('an answer that comes late changes nothing any more', async () => {
  let answer: (text: string) => void = () => undefined;
  const late = new Promise<string>((resolve) => {
    answer = resolve;
  });
  const given = withDeadline(late, 20);
  await expect(given).rejects.toThrow(DeadlineError);
  answer('admitted');
  await expect(given).rejects.toThrow(DeadlineError);
});
