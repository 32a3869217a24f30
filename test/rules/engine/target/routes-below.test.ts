import { describe, expect, test } from 'vitest';
import { engineOf, routeOf } from '../sample-engine.ts';

function below(path: string, ...patterns: string[]): string[] {
  const { routesBelow } = engineOf({ routes: patterns.map((pattern) => routeOf(pattern)) }).routesAt(null);
  const found = routesBelow(path).flatMap((group) => group.map((route) => route.path));
  return found.filter((pattern) => !pattern.startsWith('/.portcullis')).toSorted();
}

describe('routes that guard what lies below a path', () => {
  test.each<[string, string[], string[]]>([
    ['/team', ['/team/**', '/team/vault/**', '/payroll/**'], ['/team/**', '/team/vault/**']],
    ['/team/', ['/team/**', '/team/vault/**'], ['/team/**', '/team/vault/**']],
    ['/team/e.txt', ['/team/**', '/team/vault/**'], ['/team/**']],
    ['/team/vault', ['/**', '/team/**', '/team/vault'], ['/team/**']],
    ['/team', ['/**', '/team'], ['/**']],
    ['/TEAM', ['/**', '/team/vault/**'], ['/**', '/team/vault/**']],
    ['/', ['/a', '/b/{x}/c'], ['/a', '/b/{x}/c']],
    ['/a/1', ['/a/{id}/keys', '/a/1/all'], ['/a/1/all', '/a/{id}/keys']],
    ['/a/1', ['/a/1/**', '/a/{id}/keys'], ['/a/1/**']],
    ['/nowhere', ['/a/**'], []],
  ])('%s in %j', (path, patterns, expected) => {
    expect(below(path, ...patterns)).toEqual(expected);
  });
});
