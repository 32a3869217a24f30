import { localPolicy } from '@portcullis/cli/dev';
import { expect, test } from 'vitest';
import { hostOf, policyOf, routeOf } from '../../rules/engine/sample-engine.ts';

const PLACES = { port: 8787, originUrls: { app: 'http://localhost:3000' } };

const hostsOf = (hosts: readonly string[], own: readonly string[] | null) =>
  localPolicy(
    policyOf({ hosts: hosts.map(hostOf), routes: [routeOf('/x', { hosts: own })] }),
    PLACES,
  ).development?.hosts.map(({ pattern, standsFor }) => [pattern, standsFor]);

test.each<[string, readonly string[], readonly string[] | null, readonly unknown[]]>([
  ['one host', ['app.example'], null, [['localhost:8787', undefined]]],
  [
    'hosts of tenants',
    ['{tenant}.app.example'],
    null,
    [
      ['localhost:8787', undefined],
      ['{tenant}.localhost:8787', undefined],
    ],
  ],
  [
    'routes for single hosts',
    ['wiki.example', '{tenant}.app.example'],
    ['wiki.example'],
    [
      ['wiki.example.localhost:8787', 'wiki.example'],
      ['{tenant}.app.example.localhost:8787', '{tenant}.app.example'],
    ],
  ],
])('on this machine, %s', (_name, hosts, own, expected) => {
  expect(hostsOf(hosts, own)).toEqual(expected);
});

test('on this machine, routes for single hosts are at the hosts that the rules have for development', () => {
  const ownHosts = (...hosts: readonly string[]) =>
    localPolicy(
      policyOf({
        hosts: [hostOf('wiki.example')],
        routes: [routeOf('/x', { hosts: ['wiki.example'] })],
        development: {
          hosts: hosts.map((host) => ({ ...hostOf(host), port: 9000, standsFor: 'wiki.example' })),
          originUrls: {},
          identityIssuers: {},
          issuerKeys: {},
        },
      }),
      PLACES,
    ).development?.hosts.map(({ pattern, standsFor }) => [pattern, standsFor]);
  expect(ownHosts('localhost', '{tenant}.localhost')).toEqual([
    ['localhost:8787', 'wiki.example'],
    ['{tenant}.localhost:8787', 'wiki.example'],
  ]);
  expect(ownHosts('localhost', 'wiki.test')).toEqual([['wiki.example.localhost:8787', 'wiki.example']]);
});
