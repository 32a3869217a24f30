import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { fingerprint } from '../../../../worker/state/replica/fingerprint.ts';
import { createFingerprintSet } from '../../../../worker/state/replica/fingerprint-set.ts';

const NOW = 1_790_000_000;

test('a million entries, and no text among another million is taken for one of them; 16 MiB hold them', () => {
  const set = createFingerprintSet(NOW);
  let most = 0;
  for (let index = 0; index < 1_000_000; index += 1) {
    const before = set.bytes;
    set.add(fingerprint(`session\0acme\0s-${index}`), NOW + 900);
    // A table that has grown by a quarter was there twice for a moment.
    most = Math.max(most, before + 5 * (set.bytes - before));
  }
  expect(most).toBeLessThanOrEqual(16 * 1024 * 1024);
  expect(set.size).toBe(1_000_000);
  expect(set.bytes).toBeLessThanOrEqual(16 * 1024 * 1024);
  let missing = 0;
  let mistaken = 0;
  for (let index = 0; index < 1_000_000; index += 1) {
    if (!set.has(fingerprint(`session\0acme\0s-${index}`), NOW)) missing += 1;
    if (set.has(fingerprint(`session\0globex\0s-${index}`), NOW)) mistaken += 1;
  }
  expect([missing, mistaken]).toEqual([0, 0]);
});

test('holds what a plain map holds, for at least as long and at most a minute longer', () => {
  const entry = fc.record({ text: fc.string({ maxLength: 3 }), lasts: fc.integer({ min: 0, max: 5000 }) });
  fc.assert(
    fc.property(fc.array(entry, { maxLength: 300 }), fc.integer({ min: 0, max: 6000 }), (entries, laterSeconds) => {
      const set = createFingerprintSet(NOW);
      const plain = new Map<string, number>();
      for (const { text, lasts } of entries) {
        set.add(fingerprint(text), NOW + lasts);
        plain.set(text, Math.max(plain.get(text) ?? 0, NOW + lasts));
      }
      for (const [text, expires] of plain) {
        const held = set.has(fingerprint(text), NOW + laterSeconds);
        if (expires > NOW + laterSeconds) expect(held).toBe(true);
        if (expires + 60 <= NOW + laterSeconds) expect(held).toBe(false);
      }
    }),
  );
});

test('copies what still counts, and nothing else', () => {
  const [from, into] = [createFingerprintSet(NOW), createFingerprintSet(NOW + 1000)];
  from.add(1, NOW + 600);
  from.add(2, NOW + 6000);
  from.copyInto(into, NOW + 1000);
  expect([1, 2].map((value) => into.has(value, NOW + 1000))).toEqual([false, true]);
});

test('texts that differ little have fingerprints that differ', () => {
  const texts = ['', '\0', 'a', 'b', 'ab', 'ba', 'a\0b', 'a\0\0b', 'session\0a\0b', 'session\0ab\0', 'sessiona\0b'];
  expect(new Set(texts.map(fingerprint)).size).toBe(texts.length);
  expect(texts.map(fingerprint).every((value) => Number.isSafeInteger(value) && value > 0)).toBe(true);
});
