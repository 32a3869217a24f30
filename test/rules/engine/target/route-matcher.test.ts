import { createRouteMatcher } from '@portcullis/rules/engine';
import { describe, expect, test } from 'vitest';
import { routeOf } from '../sample-engine.ts';

function answerOf(patterns: readonly string[], path: string, method = 'GET'): string {
  const found = createRouteMatcher(patterns.map((pattern) => routeOf(pattern)))(path, method);
  return 'reason' in found ? found.reason : found.id;
}

describe('the most specific route wins', () => {
  const patterns = ['/**', '/*', '/a', '/a/**', '/a/{x}', '/a/b', '/a/{x}/c', '/a/b/**', '/{any}/b/d'];

  test.each([
    ['/', '/**'],
    ['/z', '/*'],
    ['/z/y', '/**'],
    ['/a', '/a'],
    ['/a/z', '/a/{x}'],
    ['/a/b', '/a/b'],
    ['/a/b/z', '/a/b/**'],
    ['/a/b/c', '/a/b/**'],
    ['/a/z/c', '/a/{x}/c'],
    ['/a/z/z', '/a/**'],
    ['/z/b/d', '/{any}/b/d'],
    // A literal decides before what comes after it: `/a/b/**` wins over the later literal of `/{any}/b/d`.
    ['/a/b/d', '/a/b/**'],
    ['/z/b/e', '/**'],
  ])('%s is decided by %s', (path, pattern) => {
    expect(answerOf(patterns, path)).toBe(pattern);
    expect(answerOf([...patterns].reverse(), path)).toBe(pattern);
  });
});

describe('a pattern covers whole segments only', () => {
  test.each([
    ['/health', '/healthz-admin'],
    ['/health', '/health/x'],
    ['/health/**', '/healthz'],
    ['/a/{x}', '/a'],
    ['/a/{x}', '/a/'],
    ['/a/*', '/a/b/c'],
    ['/a', '/'],
    ['/a', '/b'],
    ['/a/b', '/a'],
  ])('%s does not cover %s', (pattern, path) => {
    expect(answerOf([pattern], path)).toBe('no_route');
  });

  test.each([
    ['/a/**', '/a'],
    ['/a/**', '/a/'],
    ['/a/**', '/a/b/c/'],
    ['/**', '/'],
    ['/**', '/a/'],
  ])('%s covers %s', (pattern, path) => {
    expect(answerOf([pattern], path)).toBe(pattern);
  });

  test('no route at all', () => {
    expect(answerOf([], '/')).toBe('no_route');
  });
});

describe('a path that an origin may take for that of a narrower route', () => {
  test.each([
    ['/admin', '/ADMIN'],
    ['/admin', '/Admin'],
    ['/admin/**', '/ADMIN/secret'],
    ['/a/{x}/c', '/a/b/C'],
    ['/loads:export', '/loads%3Aexport'],
    ['/loads:export', '/LOADS%3aexport'],
    ['/users/@me', '/users/%40me'],
    ["/it's", '/it%27s'],
    ['/caf%C3%A9', '/caf%C3%89'],
    ['/caf%C3%A9', '/cafe%CC%81'],
    ['/caf%C3%A9', '/caf%c3%a9'],
    ['/admin', '/%EF%BD%81dmin'],
    ['/admin', '/admi%E2%81%BF'],
  ])('%s: %s is refused instead of falling to a wider one', (pattern, path) => {
    expect(answerOf(['/**', pattern], path)).toBe('path_case_mismatch');
  });

  test.each([
    ['/admin', '/admin/'],
    ['/a/{x}', '/a/b/'],
    ['/*', '/a/'],
    ['/a/b', '/A/b/'],
  ])('%s: %s is refused for its trailing slash', (pattern, path) => {
    const found = createRouteMatcher([routeOf('/**'), routeOf(pattern)])(path, 'GET');
    expect(found).toEqual({ reason: 'no_route', at: `rules.yaml:${pattern}`, detail: 'trailing slash' });
  });

  test('an encoded character that no literal has is no reason to refuse', () => {
    expect(answerOf(['/files/{name}', '/files/new'], '/files/a%40b.c')).toBe('/files/{name}');
    expect(answerOf(['/files/{name}', '/files/new'], '/files/100%25')).toBe('/files/{name}');
  });
});

describe('methods', () => {
  const routes = [
    routeOf('/**'),
    routeOf('/a/{x}', { id: 'read', methods: ['GET', 'HEAD'] }),
    routeOf('/a/{y}', { id: 'write', methods: ['POST'] }),
  ];
  const match = createRouteMatcher(routes);

  test('choose among routes of the same path', () => {
    expect(match('/a/1', 'HEAD')).toMatchObject({ id: 'read' });
    expect(match('/a/1', 'POST')).toMatchObject({ id: 'write' });
  });

  test('never send a request to a wider route; what is allowed is named once', () => {
    expect(match('/a/1', 'DELETE')).toEqual({
      reason: 'method_not_allowed',
      at: 'rules.yaml:/a/{x}',
      allow: ['GET', 'HEAD', 'POST'],
    });
    expect(createRouteMatcher([routeOf('/**'), routeOf('/b', { methods: ['POST'] })])('/b', 'GET')).toMatchObject({
      allow: ['POST'],
    });
  });

  test('are compared as they are', () => {
    expect(match('/a/1', 'get')).toMatchObject({ reason: 'method_not_allowed' });
  });
});

test('names of built-in object members are segments like any other', () => {
  for (const name of ['__proto__', 'constructor', 'toString']) {
    expect(answerOf(['/a'], `/${name}`)).toBe('no_route');
    expect(answerOf([`/${name}`], `/${name}`)).toBe(`/${name}`);
  }
});

test('a path of many segments is no trouble, however many variables could take them', () => {
  const patterns = Array.from({ length: 12 }, (_, index) => `/${'{x}/'.repeat(index).replaceAll('{x}', '*')}end`);
  expect(answerOf([...patterns, '/**'], `/${'a/'.repeat(2000)}b`)).toBe('/**');
});
