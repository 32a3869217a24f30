import { logLine, visibleText } from '@portcullis/rules/engine';
import { expect, test } from 'vitest';

test.each([
  ['\u0000', '\\u0000'],
  ['\u001b[2J', '\\u001b[2J'],
  ['\u007f', '\\u007f'],
  ['\u0085', '\\u0085'],
  ['\u009b31m', '\\u009b31m'],
  ['\u2028', '\\u2028'],
  ['\u2029', '\\u2029'],
  ['\u202e', '\\u202e'],
  ['\u2066', '\\u2066'],
  ['\u200b', '\\u200b'],
  ['\u061c', '\\u061c'],
  ['\ufeff', '\\ufeff'],
  ['\u{e0041}', '\\udb40\\udc41'],
  ['\n', '\\u000a'],
  ['café, 名前, 😀', 'café, 名前, 😀'],
])('%j is shown as %s', (text, shown) => expect(visibleText(text)).toBe(shown));

test('a line is one line of JSON that says the same', () => {
  const record = {
    path: 'a\nb\u2028c\u202ed\u009b\u007f',
    user: '"\\',
    list: [{ reason: '\u2067' }],
    count: 1,
    none: null,
  };
  const line = logLine(record);
  expect(line).toMatch(/^[ -~]*$/);
  expect(JSON.parse(line)).toEqual(record);
});

test('texts are bounded', () => {
  const { path, list } = JSON.parse(logLine({ path: 'a'.repeat(100_000), list: ['b'.repeat(100_000)] }));
  expect([path.length, path.endsWith('…'), list[0].length]).toEqual([2049, true, 2049]);
});
