import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodedUtf8 } from '../../../../rules/src/engine/target/path-form.ts';

function asTheRuntimeDoes(segment: string): string | null {
  try {
    return decodeURIComponent(segment);
  } catch {
    return null;
  }
}

const hex = (byte: number): string => `%${byte.toString(16).padStart(2, '0')}`;
/** Bytes at the bounds of what UTF-8 allows, and some around them. */
const bound = fc.constantFrom(
  ...[0x00, 0x41, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0, 0xc1, 0xc2, 0xdf, 0xe0, 0xe1, 0xec, 0xed, 0xee, 0xef],
  ...[0xf0, 0xf1, 0xf3, 0xf4, 0xf5, 0xff],
);

test('text of encoded bytes is what the runtime makes of it', () => {
  const piece = fc.oneof(
    bound.map(hex),
    bound.map((byte) => hex(byte).toUpperCase()),
    fc.constantFrom('a', 'é', '-'),
  );
  const segment = fc.array(piece, { maxLength: 6 }).map((pieces) => pieces.join(''));
  fc.assert(
    fc.property(segment, (text) => {
      expect(decodedUtf8(text)).toBe(asTheRuntimeDoes(text));
    }),
    { numRuns: 20_000 },
  );
});

test.each(['%C3%A9', '%E2%82%AC', '%F0%9F%98%80', '%ED%9F%BF', '%EE%80%80', '%F4%8F%BF%BF', 'a%20b', ''])(
  '%j is text',
  (segment) => expect(decodedUtf8(segment)).toBe(decodeURIComponent(segment)),
);
