import { createRouteMatcher } from '@portcullis/rules/engine';
import { expect, test } from 'vitest';
import { routeOf } from '../sample-engine.ts';

test.each([[['/Admin/a', '/admin/b']], [['/admin/b', '/Admin/a']]])(
  'of a segment that the routes %j spell in two ways, each route keeps its own',
  (patterns) => {
    const match = createRouteMatcher(patterns.map((pattern) => routeOf(pattern)));
    const answers = ['/Admin/a', '/admin/b', '/admin/a', '/Admin/b', '/ADMIN/a'].map((path) => {
      const found = match(path, 'GET');
      return 'reason' in found ? found.reason : found.id;
    });
    expect(answers).toEqual(['/Admin/a', '/admin/b', 'path_case_mismatch', 'path_case_mismatch', 'path_case_mismatch']);
  },
);

test('routes that share a path are told apart by their methods, however many there are', () => {
  const methods = ['GET', 'PUT', 'PATCH', 'DELETE'];
  const routes = methods.map((method) => routeOf('/a/**', { id: method, methods: [method] }));
  const match = createRouteMatcher(routes);
  expect(methods.map((method) => match('/a/b', method))).toEqual(routes);
  expect(match('/a/b', 'POST')).toEqual({ reason: 'method_not_allowed', at: 'rules.yaml:/a/**', allow: methods });
});
