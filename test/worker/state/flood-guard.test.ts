import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createFloodGuard as createWithin } from '../../../worker/state/flood-guard.ts';

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

const createFloodGuard = (binding: unknown) => createWithin(binding, 250);
const answering = (answer: unknown) => createFloodGuard({ limit: async () => answer });

test('the binding is asked about the key, as its own method', async () => {
  const binding = {
    asked: [] as unknown[],
    async limit(options: unknown) {
      this.asked.push(options);
      return { success: true };
    },
  };
  expect(await createFloodGuard(binding)?.('4-c0000201')).toBe(true);
  expect(binding.asked).toEqual([{ key: '4-c0000201' }]);
  expect(await answering({ success: false })?.('key')).toBe(false);
});

describe('what says neither yes nor no throws', () => {
  test.each([undefined, null, true, 'true', {}, { success: 'true' }, { success: 1 }, { success: null }])(
    '%j',
    (answer) => expect(answering(answer)?.('key')).rejects.toThrow(TypeError),
  );

  test('a binding that throws at once, or later', async () => {
    const now = createFloodGuard({
      limit: () => {
        throw new RangeError('now');
      },
    });
    const later = createFloodGuard({ limit: () => Promise.reject(new RangeError('later')) });
    await expect(now?.('key')).rejects.toThrow('now');
    await expect(later?.('key')).rejects.toThrow('later');
  });

  test('one that does not answer within the deadline', async () => {
    const refused = expect(createFloodGuard({ limit: () => new Promise(() => undefined) })?.('key')).rejects.toThrow(
      'no answer within 250 ms',
    );
    await vi.advanceTimersByTimeAsync(250);
    await refused;
  });
});

test.each([undefined, null, 'text', 7, {}, { limit: 5 }])('%j is no such binding', (binding) =>
  expect(createFloodGuard(binding)).toBeNull(),
);
