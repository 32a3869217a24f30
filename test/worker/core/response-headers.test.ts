import { expect, test } from 'vitest';
import { fieldsOf, forbidCaching, varyBy } from '../../../worker/core/headers/index.ts';

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
  forbidCaching(headers, fieldsOf(headers), []);
  expect([...headers]).toEqual([
    ['cache-control', 'private, no-store'],
    ['content-type', 'text/html'],
    ['vary', 'Accept'],
    ['x-cache', 'MISS'],
  ]);
});

test('forbidCaching takes back what the rules have said to caches', () => {
  const headers = new Headers({ 'Content-Type': 'text/html' });
  const fields = fieldsOf(headers);
  const sets = ['cdn-cache-control', 'surrogate-control', 'expires', 'x-team'].map((name) => ({ name }));
  for (const { name } of sets) headers.set(name, 'max-age=60');
  forbidCaching(headers, fields, sets);
  expect([...headers.keys()]).toEqual(['cache-control', 'content-type', 'x-team']);
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
