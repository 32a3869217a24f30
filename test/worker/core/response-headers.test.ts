import { describe, expect, test } from 'vitest';
import { forbidCaching, publicLocation, varyBy } from '../../../worker/core/headers/response-headers.ts';

const ORIGIN = 'https://origin.internal:8443';
const PUBLIC = 'https://acme.app.example';

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
  ])('%s names the origin: %s', (location, expected) =>
    expect(publicLocation(location, ORIGIN, PUBLIC)).toBe(expected),
  );

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
  ])('%j does not, and is left as it is', (location) =>
    expect(publicLocation(location, ORIGIN, PUBLIC)).toBe(location),
  );
});

test('forbidCaching leaves no word to any cache', () => {
  const headers = new Headers({
    'Cache-Control': 'public, max-age=60',
    'CDN-Cache-Control': 'max-age=60',
    'Cloudflare-CDN-Cache-Control': 'max-age=60',
    'Akamai-Cache-Control': 'max-age=60',
    'Vercel-CDN-Cache-Control': 'max-age=60',
    'X-LiteSpeed-Cache-Control': 'public',
    'Surrogate-Control': 'max-age=60',
    'Edge-Control': 'cache-maxage=60',
    'X-Accel-Expires': '60',
    'X-Accel-Redirect': '/internal/x',
    'X-Accel-Buffering': 'no',
    'Netlify-CDN-Cache-Control': 'public, durable',
    Expires: 'Wed, 21 Oct 2037 07:28:00 GMT',
    Pragma: 'cache',
    'Content-Type': 'text/html',
    'X-Cache': 'MISS',
    Vary: 'Accept',
  });
  forbidCaching(headers);
  expect([...headers]).toEqual([
    ['cache-control', 'private, no-store'],
    ['content-type', 'text/html'],
    ['vary', 'Accept'],
    ['x-cache', 'MISS'],
  ]);
});

test.each([
  [null, 'Cookie'],
  ['Accept-Language', 'Accept-Language, Cookie'],
  ['accept , COOKIE', 'accept , COOKIE'],
  ['*', '*'],
  ['X-Cookie', 'X-Cookie, Cookie'],
])('varyBy beside %j: %j', (theirs, vary) => {
  const headers = new Headers(theirs === null ? {} : { vary: theirs });
  varyBy(headers, 'Cookie');
  expect(headers.get('vary')).toBe(vary);
});
