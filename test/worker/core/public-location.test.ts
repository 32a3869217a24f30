import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type AnsweredPlace, publicLocation, publicRefresh } from '../../../worker/core/headers/public-location.ts';
import { randomRuns } from '../../support/random-runs.ts';

const ORIGIN = 'https://origin.internal:8443';
const PUBLIC = 'https://acme.app.example';
const target = { scheme: 'https', host: 'acme.app.example', path: '/now/here', query: '?q' } as const;
const PLACE = { origin: { path: null }, originBase: ORIGIN, hidesAddresses: false, target };

/** The place of an answer to a request for `path`. */
const placeOf = (strip: string, add: string, path: string): AnsweredPlace => ({
  origin: { path: { strip, add } },
  originBase: ORIGIN,
  hidesAddresses: false,
  target: { ...target, path, query: '' },
});

describe('publicLocation', () => {
  test.each([
    ['https://origin.internal:8443/a', `${PUBLIC}/a`],
    ['https://origin.internal:8443', `${PUBLIC}/`],
    ['https://origin.internal:8443/a?b=c#d', `${PUBLIC}/a?b=c#d`],
    ['HTTPS://ORIGIN.INTERNAL:8443/a', `${PUBLIC}/a`],
    ['http://origin.internal:8443/a', `${PUBLIC}/a`],
    ['//origin.internal:8443/a', `${PUBLIC}/a`],
    ['https://user:secret@origin.internal:8443/a', `${PUBLIC}/a`],
    ['https://origin.internal:8443//evil.example/x', `${PUBLIC}//evil.example/x`],
  ])('%s names the origin: %s', (location, expected) => expect(publicLocation(location, PLACE)).toBe(expected));

  test.each([
    '/a',
    'a',
    '../a',
    '?b',
    '#c',
    '',
    '/https://origin.internal:8443/a',
    'https://other.example/a',
    '//other.example/a',
    'https://origin.internal/a',
    'https://origin.internal:9443/a',
    'https://origin.internal:8443.evil.example/a',
    'https://evil.example/?https://origin.internal:8443/',
    'https://origin.internal:8443@evil.example/',
    'ftp://origin.internal:8443/a',
    'javascript:alert(1)',
    'mailto:a@origin.internal',
    'https://',
    'https://[',
    'http://a b/',
  ])('%j does not, and is left as it is', (location) => expect(publicLocation(location, PLACE)).toBe(location));
});

describe('publicLocation of an origin at /tools, which knows itself at /', () => {
  test.each([
    ['/tools/a', '/x', `${PUBLIC}/tools/x`],
    ['/tools/a', '/', `${PUBLIC}/tools/`],
    ['/tools/a', `${ORIGIN}/x?y#z`, `${PUBLIC}/tools/x?y#z`],
    ['/tools/a', '/toolshed', `${PUBLIC}/tools/toolshed`],
    ['/tools/a', '/../../x', `${PUBLIC}/tools/x`],
    ['/tools/a', '/%2e%2e/x', `${PUBLIC}/tools/x`],
    ['/tools/a', '//evil.example', '//evil.example'],
    ['/tools/a', '/\\evil.example', '/\\evil.example'],
    ['/tools/a', '\\\\evil.example', '\\\\evil.example'],
    ['/tools/a', `${ORIGIN}//evil.example`, `${PUBLIC}/tools//evil.example`],
    ['/tools/a', '/.//evil.example', `${PUBLIC}/tools//evil.example`],
    ['/tools/a', '/\t/evil.example', '/\t/evil.example'],
    // The same place to both.
    ['/tools/a/b', 'x', 'x'],
    ['/tools/a/b', '../x', '../x'],
    ['/tools/a/b', '?x', '?x'],
    // Another place to a browser, which sees more or fewer segments.
    ['/tools', 'x', `${PUBLIC}/tools/x`],
    ['/tools/a', '../x', `${PUBLIC}/tools/x`],
    // The app knows where it is published.
    ['/tools/a', '/tools/x', '/tools/x'],
    ['/tools/a', '/tools', '/tools'],
    ['/tools/a', `${ORIGIN}/tools/x`, `${PUBLIC}/tools/x`],
  ])('to %s: %j becomes %j', (path, location, expected) => {
    expect(publicLocation(location, placeOf('/tools', '', path))).toBe(expected);
  });
});

describe('publicLocation of an origin at /, which knows itself at /v2', () => {
  test.each([
    ['/a', '/v2/x', `${PUBLIC}/x`],
    ['/a', '/v2', `${PUBLIC}/`],
    ['/a', '/v2//evil.example', `${PUBLIC}//evil.example`],
    ['/a', '/v2/\\evil.example', `${PUBLIC}//evil.example`],
    ['/a', '/v2/../admin', '/v2/../admin'],
    ['/a', '/v20/x', '/v20/x'],
    ['/a', '/other', '/other'],
    ['/a', `${ORIGIN}/other`, `${PUBLIC}/other`],
    ['/a', '../other', '../other'],
    ['/a/b', '../v2/x', '../v2/x'],
  ])('to %s: %j becomes %j', (path, location, expected) => {
    expect(publicLocation(location, placeOf('', '/v2', path))).toBe(expected);
  });
});

test('what goes out for an origin with other paths never leads a browser to another host than what it sent', () => {
  const piece = fc.constantFrom(
    '/',
    '//',
    '\\',
    '.',
    '..',
    '%2e',
    'v2',
    'tools',
    'evil.example',
    '\t',
    ':',
    '@',
    '?',
    '#',
    'http://other.example',
    ORIGIN,
  );
  fc.assert(
    fc.property(
      fc
        .array(piece, { maxLength: 8 })
        .map(([first = '', ...pieces]) => [first, ...pieces.filter((each) => each !== ORIGIN)].join('')),
      fc.constantFrom(['/tools', ''], ['', '/v2'], ['/tools', '/v2']),
      fc.constantFrom('/tools', '/tools/a', '/tools/a/b/'),
      (location, [strip = '', add = ''], path) => {
        const place = placeOf(strip, add, path);
        const [sent, got] = [
          URL.parse(location, `${ORIGIN}/`),
          URL.parse(publicLocation(location, place) ?? '', `${PUBLIC}${path}`),
        ];
        expect(got?.host).toBe(sent?.origin === ORIGIN ? place.target.host : sent?.host);
      },
    ),
    { numRuns: randomRuns(500) },
  );
});

describe('publicRefresh', () => {
  test.each([
    ['5', '5'],
    ['5; url=https://origin.internal:8443/x', `5; url=${PUBLIC}/tools/x`],
    ['0;URL="/x"', `0;URL=${PUBLIC}/tools/x`],
    ["0, '/x", `0, ${PUBLIC}/tools/x`],
    ['1.5 /x', `1.5 ${PUBLIC}/tools/x`],
    ['0; url = /x ', `0; url = ${PUBLIC}/tools/x`],
    ['0; url=x', '0; url=x'],
    ['0; url=//evil.example/', '0; url=//evil.example/'],
    ['0;', '0;'],
    ['url=/x', 'url=/x'],
    ['', ''],
  ])('%j becomes %j', (refresh, expected) => {
    expect(publicRefresh(refresh, placeOf('/tools', '', '/tools/a'))).toBe(expected);
  });
});
