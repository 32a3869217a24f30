import { expect, it } from 'vitest';
import { canonicalJson } from '../../../rules/src/compiler/index.ts';

it('writes equal data as equal bytes, whatever the order of its keys', () => {
  const text = '{"a":[{"c":null,"d":"x"},2],"b":true}';
  expect(canonicalJson({ b: true, a: [{ d: 'x', c: null }, 2] })).toBe(text);
  expect(canonicalJson(JSON.parse(text))).toBe(text);
});

it('keeps the order of lists, which has a meaning', () => {
  expect(canonicalJson([2, 1])).toBe('[2,1]');
});

it('writes typed arrays as lists, and leaves out what is undefined', () => {
  expect(canonicalJson({ list: Uint32Array.of(1, 4294967295), none: undefined, empty: new Uint32Array() })).toBe(
    '{"empty":[],"list":[1,4294967295]}',
  );
});
