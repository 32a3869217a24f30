import { createEngine, GATEWAY_ORIGIN } from '@portcullis/rules/engine';
import { describe, expect, test } from 'vitest';
import { addressOf, anyone, engineOf, hostOf, limitOf, policyOf, rolesAccess, routeOf } from './sample-engine.ts';

describe('in development', () => {
  const policy = policyOf({
    development: {
      hosts: [hostOf('localhost:8787')],
      identityIssuers: {},
      issuerKeys: {},
      originUrls: { app: 'http://localhost:3000', other: 'http://localhost:3001' },
    },
  });

  test('the hosts and origins of development take the place of the others', () => {
    const engine = createEngine(policy, { development: true });
    expect(engine.matchHost('localhost:8787')).toMatchObject({ tenant: null });
    expect(engine.matchHost('app.example')).toBeNull();
    expect(engine.origins.get('app')?.target).toEqual({ kind: 'url', url: 'http://localhost:3000' });
    expect(engine.origins.has('other')).toBe(false);
  });

  test('and nowhere else', () => {
    const engine = createEngine(policy, { development: false });
    expect(engine.matchHost('localhost:8787')).toBeNull();
    expect(engine.matchHost('app.example')).toMatchObject({ tenant: null });
    expect(engine.origins.get('app')?.target).toEqual({ kind: 'url', url: 'https://origin.example' });
  });

  test('rules without a development part are the same in both', () => {
    expect(createEngine(policyOf(), { development: true }).matchHost('app.example')).toMatchObject({ tenant: null });
  });
});

test('lists that the rules do not name hold no one', () => {
  const engine = engineOf();
  const address = addressOf('203.0.113.7');
  expect(engine.isListed('office', address)).toBe(true);
  for (const name of ['Office', 'nobody', '__proto__', 'constructor'])
    expect(engine.isListed(name, address)).toBe(false);
});

test('the limits that protect the gateway itself are there whatever the rules say', () => {
  expect(engineOf().limits.get('portcullis-admin')).toMatchObject({ by: ['address'], counting: 'exact' });
  const weakened = limitOf('portcullis-admin', { quota: 1e9, windowSeconds: 1 });
  expect(engineOf({ limits: { 'portcullis-admin': weakened } }).limits.get('portcullis-admin')?.quota).toBe(120);
});

test('the endpoints of the gateway are routes that no rule can take', () => {
  const { matchRoute } = engineOf({ routes: [routeOf('/**', { access: anyone })] }).routesAt(null);
  const found = matchRoute('/.portcullis/session', 'GET');
  expect(found).toMatchObject({ origin: GATEWAY_ORIGIN, access: { kind: 'roles' } });
});

describe('signInPath', () => {
  test.each([
    ['a public sign-in route', [routeOf('/sign-in', { access: anyone, signIn: true })], '/sign-in'],
    [
      'the first of several',
      [routeOf('/a', { access: anyone, signIn: true }), routeOf('/b', { access: anyone, signIn: true })],
      '/a',
    ],
    ['no sign-in route', [routeOf('/sign-in', { access: anyone })], null],
    ['one that only takes a form', [routeOf('/sign-in', { access: anyone, signIn: true, methods: ['POST'] })], null],
    [
      'one whose page is another route of its path',
      [
        routeOf('/api/sign-in', { access: anyone, signIn: true, methods: ['POST'] }),
        routeOf('/sign-in', { access: anyone, signIn: true, methods: ['POST'] }),
        routeOf('/sign-in', { id: 'page', access: anyone, methods: ['GET', 'HEAD'] }),
      ],
      '/sign-in',
    ],
    [
      'one whose page needs a session',
      [
        routeOf('/sign-in', { access: anyone, signIn: true, methods: ['POST'] }),
        routeOf('/sign-in', { id: 'page', access: rolesAccess(), methods: ['GET', 'HEAD'] }),
      ],
      null,
    ],
    [
      'one that a wider route has no page for',
      [
        routeOf('/sign-in', { access: anyone, signIn: true, methods: ['POST'] }),
        routeOf('/**', { access: anyone, methods: ['GET', 'HEAD'] }),
      ],
      null,
    ],
    ['one that needs a session', [routeOf('/sign-out', { access: rolesAccess(), signIn: true })], null],
    ['one whose path has a variable', [routeOf('/{x}/sign-in', { access: anyone, signIn: true })], null],
  ])('%s', (_name, routes, expected) => {
    expect(engineOf({ routes }).routesAt(null).signInPath).toBe(expected);
  });
});
