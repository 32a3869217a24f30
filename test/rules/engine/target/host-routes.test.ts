import type { HostPattern } from '@portcullis/rules/policy';
import { describe, expect, test } from 'vitest';
import { createHostRoutes } from '../../../../rules/src/engine/target/index.ts';
import { anyone, hostOf, routeOf } from '../sample-engine.ts';

const [wiki, files, tenants] = ['wiki.example', 'files.example', '{tenant}.app.example'].map(hostOf) as [
  HostPattern,
  HostPattern,
  HostPattern,
];
const HOSTS = [wiki, files, tenants];

/** The route that decides, or why none does. */
function decides(
  routes: Parameters<typeof createHostRoutes>[1],
  host: HostPattern | null,
  path: string,
  method = 'GET',
) {
  const found = createHostRoutes(HOSTS, routes)(host).matchRoute(path, method);
  return 'reason' in found ? found.reason : found.id;
}

describe('routes at a host', () => {
  const common = routeOf('/**', { id: 'common' });
  const own = routeOf('/**', { id: 'own', hosts: ['wiki.example'] });

  test('are those for it and those for every host', () => {
    const routes = [routeOf('/a', { id: 'a', hosts: ['wiki.example'] }), routeOf('/b', { id: 'b' })];
    expect(['/a', '/b'].map((path) => decides(routes, wiki, path))).toEqual(['a', 'b']);
    expect(['/a', '/b'].map((path) => decides(routes, files, path))).toEqual(['no_route', 'b']);
    expect(['/a', '/b'].map((path) => decides(routes, null, path))).toEqual(['no_route', 'b']);
  });

  test.each([[[common, own]], [[own, common]]])(
    'of one path, the route for the host decides, in any order',
    (routes) => {
      expect([wiki, files, tenants, null].map((host) => decides(routes, host, '/x'))).toEqual([
        'own',
        'common',
        'common',
        'common',
      ]);
    },
  );

  test('of one path, a route for every host takes the methods that the one for the host does not', () => {
    const routes = [{ ...own, methods: ['POST'] }, common];
    expect(['GET', 'POST', 'PUT'].map((method) => decides(routes, wiki, '/x', method))).toEqual([
      'common',
      'own',
      'method_not_allowed',
    ]);
  });

  test('a longer literal path for every host wins over a wider one for the host', () => {
    expect(decides([own, routeOf('/admin', { id: 'admin' })], wiki, '/admin')).toBe('admin');
  });

  test('a host that stands for another in development has its routes', () => {
    const local = { ...hostOf('localhost:8787'), standsFor: 'wiki.example' };
    const routesAt = createHostRoutes([local], [own, common]);
    expect(routesAt(local).matchRoute('/x', 'GET')).toBe(own);
  });

  test('hosts with the same routes share them', () => {
    const routesAt = createHostRoutes(HOSTS, [routeOf('/x', { hosts: ['wiki.example', 'files.example'] }), common]);
    expect(routesAt(wiki)).toBe(routesAt(files));
    expect(routesAt(tenants)).toBe(routesAt(null));
    expect(routesAt(wiki)).not.toBe(routesAt(null));
  });

  test('each host has its own page to sign in, and its own routes below a path', () => {
    const signIn = (id: string, path: string, hosts: readonly string[] | null) =>
      routeOf(path, { id, hosts, access: anyone, signIn: true });
    const routesAt = createHostRoutes(HOSTS, [
      signIn('a', '/login', ['wiki.example']),
      signIn('b', '/sign-in', ['files.example']),
    ]);
    expect([wiki, files, tenants].map((host) => routesAt(host).signInPath)).toEqual(['/login', '/sign-in', null]);
    expect(
      routesAt(wiki)
        .routesBelow('/')
        .map(([route]) => route?.id),
    ).toEqual(['a']);
  });
});
