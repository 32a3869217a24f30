import { parsePolicies } from '@portcullis/rules/responses';
import { expect, test } from 'vitest';

test.each(['', ' ', ',', ' ,\t,\n, ', ';', ' ; ,;', 'default-src\u00a0x', '\u00a0'])('%j holds no policy', (value) => {
  expect(parsePolicies(value)).toEqual([]);
});

test('blank parts of a header take no policy away', () => {
  expect(parsePolicies(", ;, default-src 'self' ,\t, script-src a b;,")).toEqual([
    new Map([['default-src', ["'self'"]]]),
    new Map([['script-src', ['a', 'b']]]),
  ]);
});
