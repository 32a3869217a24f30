import type { Policy, RouteRule } from '@portcullis/rules/policy';
import { describe, expect, it } from 'vitest';
import { diffPolicies } from '../../../../rules/src/analysis/diff/index.ts';
import { anyone, hostOf, policyOf, rolesAccess, routeOf } from '../../engine/sample-engine.ts';
import { NOTHING } from './nothing.ts';
import { summary } from './summary.ts';

describe('diffPolicies, hosts', () => {
  it('tells of a host once for all routes', () => {
    const routes = [routeOf('/x'), routeOf('/y', { access: anyone })];
    const old = policyOf({ routes, hosts: [hostOf('app.example')] });
    expect(
      summary(diffPolicies(old, policyOf({ routes, hosts: [hostOf('app.example'), hostOf('b.example')] }))),
    ).toEqual(['opened hosts: b.example']);
  });

  it('tells of a host that stops being a tenant: sessions of all tenants then pass', () => {
    const routes = [routeOf('/x')];
    const old = policyOf({ routes, hosts: [hostOf('{tenant}.app.example')] });
    const next = policyOf({ routes, hosts: [hostOf('{tenant}.app.example'), hostOf('www.app.example')] });
    expect(summary(diffPolicies(old, next))).toEqual([
      'opened hosts: www.app.example with a session of another tenant',
    ]);
  });
});

describe('diffPolicies, routes for single hosts', () => {
  const hosts = ['app.example', 'wiki.example', '{tenant}.app.example'].map(hostOf);
  const policy = (...routes: readonly RouteRule[]): Policy => policyOf({ hosts, routes });

  it('tells of a route that is for one host from now on as closed at the others', () => {
    const diff = diffPolicies(policy(routeOf('/x')), policy(routeOf('/x', { hosts: ['wiki.example'] })));
    expect(summary(diff)).toEqual(['closed route: any role']);
    expect(diff.closed[0]?.cells).toMatchObject([{ paths: ['/x'], hosts: ['{tenant}.app.example', 'app.example'] }]);
  });

  it('tells of an app at a host of its own as opened there, and nowhere else', () => {
    const old = policyOf({ hosts: [hostOf('app.example')], routes: [routeOf('/x')] });
    const next = policyOf({
      hosts: ['app.example', 'wiki.example'].map(hostOf),
      routes: [
        routeOf('/x', { hosts: ['app.example'] }),
        routeOf('/wiki', { hosts: ['wiki.example'], access: anyone }),
      ],
    });
    const diff = diffPolicies(old, next);
    // The gateway's own endpoints answer there too.
    expect(summary(diff)).toEqual(['opened hosts: wiki.example', 'opened route: public']);
    expect(diff.opened[1]?.cells).toMatchObject([{ paths: ['/wiki'], hosts: ['wiki.example'] }]);
  });

  it('tells of what a route for a host changes of one for every host, at that host alone', () => {
    const common = routeOf('/x', { id: 'common' });
    const own = routeOf('/x', { id: 'own', hosts: ['wiki.example'], access: anyone, maxBodyBytes: 2048 });
    const diff = diffPolicies(policy(common), policy(common, own));
    expect(summary(diff)).toEqual(
      expect.arrayContaining(['opened who: anonymous, no declared role', expect.stringMatching(/^loosened body: /)]),
    );
    expect(diff.opened.every(({ cells }) => cells.every((cell) => cell.hosts.join() === 'wiki.example'))).toBe(true);
    expect(diff.loosened[0]?.cells).toMatchObject([{ hosts: ['wiki.example'] }]);
  });

  it('tells of sessions that count at every host from now on', () => {
    const signIn = (hosts: readonly string[] | null, id = 'sign-in'): RouteRule =>
      routeOf('/login', { id, hosts, access: anyone, signIn: true });
    const all = ['app.example', 'wiki.example', '{tenant}.app.example'];
    const loosened = ['loosened signIn: for its own host → for every host'];
    expect(summary(diffPolicies(policy(signIn(all)), policy(signIn(null))))).toEqual(loosened);
    expect(summary(diffPolicies(policy(signIn(null), signIn(['wiki.example'], 'own')), policy(signIn(null))))).toEqual(
      loosened,
    );
    expect(summary(diffPolicies(policy(signIn(null)), policy(signIn(all))))).toEqual([
      'tightened signIn: for every host → for its own host',
    ]);
  });

  it('says nothing of a route for a host that becomes one of every host, where there is no other host', () => {
    const only = (own: readonly string[] | null): Policy =>
      policyOf({ hosts: [hostOf('app.example')], routes: [routeOf('/x', { hosts: own })] });
    expect(diffPolicies(only(null), only(['app.example']))).toEqual(NOTHING);
  });

  it('tells of a change at hosts with different routes once', () => {
    const at = (access: RouteRule['access']): Policy =>
      policy(routeOf('/x', { access }), routeOf('/wiki', { hosts: ['wiki.example'] }));
    const diff = diffPolicies(at(rolesAccess({ roles: ['owner'] })), at(rolesAccess({ roles: ['owner', 'reader'] })));
    expect(summary(diff)).toEqual(['opened who: reader']);
    expect(diff.opened[0]?.cells).toHaveLength(1);
    expect(diff.opened[0]?.cells[0]?.hosts).toEqual(
      expect.arrayContaining(['app.example', 'wiki.example', '{tenant}.app.example']),
    );
  });
});

describe('diffPolicies, paths', () => {
  it('tells of a wider path as one opening that names the new paths', () => {
    const policy = (path: string): Policy => policyOf({ routes: [routeOf(path, { id: 'files' })] });
    const diff = diffPolicies(policy('/files/{id}'), policy('/files/**'));
    expect(summary(diff)).toEqual(['opened route: any role']);
    expect(diff.opened[0]).toMatchObject({
      routes: [{ old: null, new: 'files' }],
      cells: [{ methods: ['GET', 'HEAD', 'POST'], paths: ['/files', '/files/', '/files/*/', '/files/*/*/**'] }],
    });
  });

  it('tells of a new method', () => {
    const policy = (...methods: string[]): Policy => policyOf({ routes: [routeOf('/x', { methods })] });
    const diff = diffPolicies(policy('GET', 'HEAD'), policy('GET', 'HEAD', 'DELETE'));
    expect(diff.opened).toMatchObject([{ dimension: 'route', cells: [{ methods: ['DELETE'], paths: ['/x'] }] }]);
  });

  it('tells what becomes of requests when a narrower route goes', () => {
    const wide = routeOf('/**', { id: 'app' });
    const narrow = routeOf('/admin/**', { id: 'admin', access: rolesAccess({ roles: ['owner'] }) });
    const diff = diffPolicies(policyOf({ routes: [wide, narrow] }), policyOf({ routes: [wide] }));
    expect(summary(diff)).toEqual(expect.arrayContaining(['opened who: driver, reader']));
    expect(diff.opened.find(({ dimension }) => dimension === 'who')).toMatchObject({
      routes: [{ old: 'admin', new: 'app' }],
      cells: [{ methods: ['GET', 'HEAD', 'POST'], paths: ['/admin', '/admin/', '/admin/*/**'] }],
    });
    // The narrower route refused other spellings of its word; the wider one takes them.
    const spelled = diff.opened.find(({ dimension }) => dimension === 'route');
    expect(spelled?.cells[0]?.paths[0]).toBe('/admin (with "admin" in another spelling)');
    expect(spelled?.witness.request.url).toBe('https://acme.app.example/Admin');
  });

  it('tells of another spelling of a path', () => {
    const policy = (path: string): Policy => policyOf({ routes: [routeOf(path, { id: 'x' })] });
    const diff = diffPolicies(policy('/Admin'), policy('/admin'));
    expect(diff.opened.map(({ cells }) => cells[0]?.paths)).toEqual([['/admin']]);
    expect(diff.closed.map(({ cells }) => cells[0]?.paths)).toEqual([['/Admin']]);
  });

  it('finds nothing in the order of routes, in their ids, or in a route split in two', () => {
    const [a, b] = [
      routeOf('/a/**', { access: anyone }),
      routeOf('/{x}', { access: rolesAccess({ roles: ['owner'] }) }),
    ];
    expect(
      diffPolicies(policyOf({ routes: [a, b] }), policyOf({ routes: [b, { ...a, id: 'other', at: 'rules.yaml:9' }] })),
    ).toEqual(NOTHING);
    const halves = [
      { ...a, methods: ['GET', 'HEAD'] },
      { ...a, id: 'write', methods: ['POST'] },
    ];
    expect(diffPolicies(policyOf({ routes: [a] }), policyOf({ routes: halves }))).toEqual(NOTHING);
  });
});
