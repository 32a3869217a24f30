import {
  canonicalTarget,
  createDecision,
  decideRoute,
  decisionSteps,
  type Engine,
  readingsOf,
} from '@portcullis/rules/engine';
import { type RouteRule, SPELLINGS, type Spelling } from '@portcullis/rules/policy';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { anyone, engineOf, requestOf, routeOf } from '../sample-engine.ts';

const ALL = [...SPELLINGS];

function keeping(spelling: readonly Spelling[], ...narrower: readonly (string | RouteRule)[]): Engine {
  const routes = narrower.map((route) => (typeof route === 'string' ? routeOf(route) : route));
  return engineOf({ routes: [routeOf('/**', { spelling, access: anyone }), ...routes] });
}

/** Id of the route that decides, or the reason and what is known of it. */
function decided(engine: Engine, path: string, method = 'GET'): string {
  const target = canonicalTarget(`https://app.example${path}`);
  if ('reason' in target) return `${target.reason}: ${target.detail}`;
  const found = decideRoute(engine, createDecision(requestOf({ target, method })));
  return 'reason' in found ? `${found.reason}: ${found.detail ?? ''}` : found.route.id;
}

describe('a spelling reaches the app where its route keeps it', () => {
  test.each<[string, Spelling, string]>([
    ['/@scope%2fname', 'encodedSlash', 'encoded slash'],
    ['/wiki/C%23', 'encodedDelimiters', 'encoded delimiter'],
    ['/wiki/what%3F', 'encodedDelimiters', 'encoded delimiter'],
    ['/wiki/a%3Bb', 'encodedDelimiters', 'encoded delimiter'],
    ['/wiki/a%5Cb', 'encodedDelimiters', 'encoded delimiter'],
    ['/wiki/a%2520b', 'encodedDelimiters', 'encoded delimiter'],
    ['/wiki/Inc.', 'dots', 'trailing dot'],
    ['/wiki/Inc./x', 'dots', 'trailing dot'],
    ['/cart;jsessionid=7', 'semicolons', 'path parameter'],
    ['/wiki/caf%E9', 'nonUtf8', 'encoding that is not UTF-8'],
  ])('%s with %s', (path, spelling, words) => {
    expect(decided(keeping([spelling]), path)).toBe('/**');
    const others = ALL.filter((one) => one !== spelling);
    expect(decided(keeping(others), path)).toBe(`malformed_path: ${words}`);
    expect(decided(keeping([]), path)).toBe(`malformed_path: ${words}`);
  });

  test('every spelling of a path must be kept', () => {
    expect(decided(keeping(['encodedSlash']), '/a%2Fb;c')).toBe('malformed_path: path parameter');
    expect(decided(keeping(['encodedSlash', 'semicolons']), '/a%2Fb;c')).toBe('/**');
  });

  test('where no route takes the path or the method, it is the path that is refused', () => {
    const engine = engineOf({ routes: [routeOf('/a/*', { spelling: ALL })] });
    expect(decided(engine, '/b/x%2Fy')).toBe('malformed_path: encoded slash');
    expect(decided(engine, '/a/x.', 'DELETE')).toBe('malformed_path: trailing dot');
  });

  test('a route of its own must keep it, even if a wider one does', () => {
    expect(decided(keeping(ALL, '/api/**'), '/api/a%2Fb')).toBe('malformed_path: encoded slash');
    expect(decided(keeping([], routeOf('/api/**', { spelling: ALL })), '/api/a%2Fb')).toBe('/api/**');
  });
});

describe('a path that a server could read as another route is refused', () => {
  test.each([
    ['/admin%2Fx', '"/" for %2F: route /admin/**'],
    ['/x%2F..%2Fadmin', '"/" for %2F: dot segment'],
    ['/..%2fadmin', '"/" for %2F: dot segment'],
    ['/%2Fadmin', '"/" for %2F: empty segment'],
    ['/x%2F%2Fy', '"/" for %2F: empty segment'],
    ['/admin%5Cx', '"/" for %5C: route /admin/**'],
    ['/x%5c..%5cadmin', '"/" for %5C: dot segment'],
    ['/admin%3Fx', 'cut at %3F: route /admin/**'],
    ['/ADMIN%3Fx', 'cut at %3F: no route'],
    ['/admin%23/x', 'cut at %23: route /admin/**'],
    ['/admin;x=1', 'without path parameters: route /admin/**'],
    ['/admin;/x', 'without path parameters: route /admin/**'],
    // Some filters drop everything after the first one.
    ['/x/admin;/y', 'cut at ";": route /x/admin'],
    ['/x/admin%3B/y', '";" for %3B, cut at ";": route /x/admin'],
    ['/;x/admin', 'without path parameters: empty segment'],
    ['/x/..;/admin', 'without path parameters: dot segment'],
    ['/x/..%3B/admin', '";" for %3B, without path parameters: dot segment'],
    ['/admin%3Bx', '";" for %3B, without path parameters: route /admin/**'],
    ['/admin.', 'without dots at the end of names: route /admin/**'],
    ['/admin./x', 'without dots at the end of names: route /admin/**'],
    ['/x%252Fy/%252e%252e/admin', 'decoded twice: dot segment'],
    ['/%2561dmin/x', 'decoded twice: route /admin/**'],
    ['/%252561dmin/x', 'decoded twice, decoded twice: route /admin/**'],
    ['/admin%252Fx', 'decoded twice, "/" for %2F: route /admin/**'],
    ['/x%2500', 'decoded twice: encoded control character (%00)'],
    ['/x%25C0%25AF', 'decoded twice: overlong UTF-8'],
    ['/x%2520', 'decoded twice: white space at the edge of a segment'],
    ['/adm%FFin/x', 'without bytes that are not UTF-8: route /admin/**'],
    ['/caf%E9/x', 'as Latin-1: route /caf%C3%A9/**'],
    ['/.portcullis%2Fsession', '"/" for %2F: route portcullis:session'],
    ['/.portcullis%2Fnothing', '"/" for %2F: route /**'],
    ['/.portcullis;x/nothing', 'without path parameters: route /**'],
    ['/x%2F', '"/" for %2F: no route'],
  ])('%s', (path, detail) => {
    const engine = keeping(ALL, '/admin/**', '/caf%C3%A9/**', '/x', '/x/admin');
    expect(decided(engine, path)).toBe(`path_ambiguous: ${detail}`);
  });

  test('also where the other route differs in its methods only', () => {
    const wide = routeOf('/**', { spelling: ALL, methods: ['GET', 'HEAD', 'PUT'] });
    const engine = engineOf({ routes: [wide, routeOf('/a/b', { methods: ['PUT'] })] });
    expect(decided(engine, '/a%2Fb', 'PUT')).toBe('path_ambiguous: "/" for %2F: route /a/b');
    expect(decided(engine, '/a%2Fb', 'GET')).toBe('path_ambiguous: "/" for %2F: no route');
  });

  test('also where the other one is an encoded slash that a variable takes whole', () => {
    const engine = engineOf({ routes: [routeOf('/shop/{item}', { spelling: ALL })] });
    expect(decided(engine, '/shop/Inc.')).toBe('/shop/{item}');
    expect(decided(engine, '/shop/a%2Fb')).toBe('path_ambiguous: "/" for %2F: no route');
  });

  test('also for what a preflight asks about', () => {
    const cors = { origins: 'any', credentials: false, headers: [], expose: [], maxAgeSeconds: 1 } as const;
    const engine = keeping([], routeOf('/api/**', { spelling: ALL, cors }), '/api/admin/**');
    const asked = (path: string) => {
      const target = canonicalTarget(`https://app.example${path}`);
      if ('reason' in target) throw new TypeError(path);
      const request = requestOf({ target, method: 'OPTIONS', origin: 'https://a.example', requestedMethod: 'GET' });
      const found = decideRoute(engine, createDecision(request));
      return 'reason' in found ? found.reason : [found.route.id, found.preflight];
    };
    expect(asked('/api/a%2Fb')).toEqual(['/api/**', true]);
    // Another method than the one that it asks about takes no such path.
    expect(asked('/api/admin%2Fb')).toBe('malformed_path');
  });

  test('with more readings than are compared', () => {
    const path = `/${['a%2F', 'b%5C', 'c%3B', 'd.', 'e;f', 'g%25252520h', 'i%23', 'j%3F', 'k%E9'].join('x/')}`;
    expect(decided(keeping(ALL), path)).toBe('path_ambiguous: more than 32 readings');
  });
});

describe('what reaches below a path reaches below every reading of it', () => {
  const dav = routeOf('/dav/**', { spelling: ALL, access: anyone, methods: ['GET', 'PUT', 'MOVE'] });

  function moved(path: string, destination: string, ...below: readonly string[]): string {
    const target = canonicalTarget(`https://app.example${path}`);
    if ('reason' in target) throw new TypeError(path);
    const request = requestOf({ target, method: 'MOVE', naming: [{ name: 'destination', value: destination }] });
    const decision = createDecision(request);
    const refusal = decisionSteps.route(engineOf({ routes: [dav, ...below.map((one) => routeOf(one))] }), decision);
    return refusal === null ? 'pass' : `${refusal.reason}: ${refusal.detail ?? ''}`;
  }

  test.each([
    ['/dav/a%2Fb', '/dav/x', 'pass'],
    ['/dav/x', '/dav/Inc.', 'pass'],
    ['/dav/x', '/other/a%2Fb', 'named_resource_malformed: Destination: encoded slash'],
    ['/dav/x', '/dav/..%2Fother', 'named_resource_malformed: Destination: "/" for %2F: dot segment'],
  ])('MOVE %s to %s: %s', (path, destination, outcome) => {
    expect(moved(path, destination)).toBe(outcome);
  });

  test.each([
    ['/dav/a%2Fb', '/dav/x', 'what lies below'],
    ['/dav/x', '/dav/a%2Fb', 'Destination'],
    ['/dav/x', '/dav/a;v=1/b', 'Destination'],
  ])('MOVE %s to %s asks what guards a route below a reading', (path, destination, title) => {
    expect(moved(path, destination, '/dav/a/b/secret')).toBe(
      `named_resource_closed: ${title}: /dav/a/b/secret is not open for ${title === 'Destination' ? 'PUT' : 'MOVE'}`,
    );
  });
});

const piece = fc.constantFrom(
  ...[
    '/',
    '.',
    '..',
    '%2F',
    '%2f',
    '%5C',
    '%3F',
    '%23',
    ';',
    '%3B',
    '%25',
    '%252F',
    '%252e',
    '%2561',
    '%E9',
    '%FF',
    '%C3%A9',
  ],
  ...['a', 'b', 'admin', 'Admin', 'x', '.portcullis', '=', '%61', '%2e', ';a=b', '%2525'],
);
const path = fc.array(piece, { minLength: 1, maxLength: 8 }).map((pieces) => `/${pieces.join('')}`);
const pattern = fc.constantFrom(
  '/admin/**',
  '/a/**',
  '/a/{x}',
  '/a/b',
  '/{x}/b',
  '/x',
  '/caf%C3%A9',
  '/a/admin/**',
  '/a',
);

test('what a route decides is that route in every reading, and as it is forwarded', () => {
  let odd = 0;
  fc.assert(
    fc.property(path, fc.uniqueArray(pattern, { maxLength: 4 }), (text, patterns) => {
      const routes = ['/**', ...patterns].map((one) => routeOf(one, { spelling: ALL }));
      const engine = engineOf({ routes });
      const id = decided(engine, text);
      if (!id.startsWith('/')) return;
      const target = canonicalTarget(`https://app.example${text}`);
      if ('reason' in target) throw new TypeError(text);
      expect(decided(engine, target.path)).toBe(id);
      const readings = readingsOf(target);
      if ('reason' in readings) throw new TypeError(text);
      if (target.odd !== undefined) odd += 1;
      for (const reading of readings.keys()) {
        expect(engine.routesAt(null).matchRoute(reading, 'GET')).toHaveProperty('id', id);
        expect(decided(engine, reading)).toBe(id);
      }
    }),
    { numRuns: 5000 },
  );
  expect(odd).toBeGreaterThan(100);
});
