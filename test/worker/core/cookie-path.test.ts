import { describe, expect, test } from 'vitest';
import { cookieAtPublicPath } from '../../../worker/core/headers/cookie-path.ts';

const cookie = (value: string, strip: string, add: string, path: string): string =>
  cookieAtPublicPath(value, {
    origin: { path: { strip, add } },
    originBase: 'https://origin.internal',
    hidesAddresses: false,
    target: { scheme: 'https', host: 'app.example', path, query: '' },
  });

describe('a cookie of an origin at /tools, which knows itself at /', () => {
  test.each([
    ['a=b; Path=/', 'a=b; Path=/tools'],
    ['a=b; Path=/x; HttpOnly', 'a=b; HttpOnly; Path=/tools/x'],
    ['a=b; path = /x/', 'a=b; Path=/tools/x/'],
    ['a=b; Path=/toolshed', 'a=b; Path=/tools/toolshed'],
    ['a=b; Path=/y; Path=/x', 'a=b; Path=/tools/x'],
    // The last one counts, and is none.
    ['a=b; Path=/x; Path', 'a=b; Path=/x; Path'],
    // Of the directory of `/tools/here` in both.
    ['a=b; HttpOnly', 'a=b; HttpOnly'],
    ['a=b; Path=x', 'a=b; Path=x'],
    ['a=b; Path=/tools', 'a=b; Path=/tools'],
    ['a=b; Path=/tools/x', 'a=b; Path=/tools/x'],
    ['__Host-a=b; Secure; Path=/', '__Host-a=b; Secure; Path=/'],
    ['a=/x', 'a=/x'],
    ['a=Path=/; Pathology=/', 'a=Path=/; Pathology=/'],
  ])('%s becomes %s', (value, expected) => {
    expect(cookie(value, '/tools', '', '/tools/here')).toBe(expected);
  });

  test('without a path is not for all of the host where browsers would make it so', () => {
    expect(cookie('a=b', '/tools', '', '/tools')).toBe('a=b; Path=/tools');
    expect(cookie('a=b', '/tools', '', '/tools/')).toBe('a=b');
  });
});

describe('a cookie of an origin at /tools, which knows itself at /v2/api', () => {
  test.each([
    ['a=b; Path=/', 'a=b; Path=/tools'],
    ['a=b; Path=/v2', 'a=b; Path=/tools'],
    ['a=b; Path=/v2/', 'a=b; Path=/tools'],
    ['a=b; Path=/v2/api', 'a=b; Path=/tools'],
    ['a=b; Path=/v2/api/', 'a=b; Path=/tools/'],
    ['a=b; Path=/v2/api/x', 'a=b; Path=/tools/x'],
    ['a=b; Path=/v2/apix', 'a=b; Path=/v2/apix'],
    ['a=b; Path=/v', 'a=b; Path=/v'],
  ])('%s becomes %s', (value, expected) => {
    expect(cookie(value, '/tools', '/v2/api', '/tools/here')).toBe(expected);
  });
});

test.each([
  ['a=b; Path=/v2/x', 'a=b; Path=/x'],
  ['a=b; Path=/v2', 'a=b; Path=/'],
  ['a=b; Path=/', 'a=b; Path=/'],
])('a cookie of an origin at /, which knows itself at /v2: %s becomes %s', (value, expected) => {
  expect(cookie(value, '', '/v2', '/here')).toBe(expected);
});
