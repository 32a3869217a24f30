import type { Policy, RouteRule } from '@portcullis/rules/policy';
import { describe, expect, it } from 'vitest';
import { diffPolicies } from '../../../../rules/src/analysis/diff/index.ts';
import { anyone, hostOf, policyOf, rolesAccess, routeOf } from '../../engine/sample-engine.ts';
import { providerOf } from './sample-provider.ts';
import { summary } from './summary.ts';

describe('diffPolicies, sessions of one host', () => {
  const host = 'app.example';
  const hosts = ['{tenant}.app.example', host].map(hostOf);
  const login = (own: boolean) =>
    routeOf('/login', { access: anyone, methods: ['POST'], signIn: true, hosts: own ? [host] : null });
  const policy = (app: Partial<RouteRule>, own = true): Policy =>
    policyOf({
      hosts,
      routes: [login(own), routeOf('/x', { id: 'x', ...app })],
    });
  const LOOSENED =
    'loosened host: no sessions that an app starts for its own host → sessions that an app starts for its own host too';

  it('tells where a route for one host takes the sessions that its app starts', () => {
    const [every, one] = [policy({}), policy({ hosts: [host] })];
    expect(summary(diffPolicies(every, one))).toContain(LOOSENED);
    expect(summary(diffPolicies(one, every))).toContainEqual(expect.stringMatching(/^tightened host: sessions /));
    const found = diffPolicies(every, one).loosened.find(({ part }) => part === 'host');
    expect(found?.cells.map((cell) => [cell.hosts, cell.paths])).toEqual([[[host], ['/x']]]);
  });

  it('says nothing of it where no app starts any for that host, or the route takes tokens alone', () => {
    const tokens = { access: rolesAccess({ credentials: ['token'] }) } as const;
    for (const [old, next] of [
      [policy({}, false), policy({ hosts: [host] }, false)],
      [policy(tokens), policy({ ...tokens, hosts: [host] })],
    ] as const)
      expect(summary(diffPolicies(old, next)).filter((line) => line.includes(' host: '))).toEqual([]);
  });
});

describe('diffPolicies, where providers sign people in', () => {
  const policy = (first: Partial<RouteRule>, second: Partial<RouteRule> = {}): Policy =>
    policyOf({
      hosts: ['app.example', 'wiki.example', 'help.example'].map(hostOf),
      providers: { okta: providerOf({}) },
      routes: [routeOf('/**', { id: 'app', ...first }), routeOf('/w', { id: 'w', ...second })],
    });
  const okta = (hosts: readonly string[] | null): Partial<RouteRule> => ({ providers: ['okta'], hosts });
  const placesOf = (old: Policy, next: Policy): readonly string[] =>
    summary(diffPolicies(old, next)).filter((line) => line.includes('signIn by '));

  it.each<[string, Policy, Policy, string]>([
    [
      'nowhere → one host',
      policy({}),
      policy({}, okta(['app.example'])),
      'nowhere → at app.example, for that host alone',
    ],
    ['nowhere → every host', policy({}), policy(okta(null)), 'nowhere → at every host'],
    [
      'one host → another one too',
      policy({}, okta(['app.example'])),
      policy({}, okta(['app.example', 'wiki.example'])),
      'at app.example, for that host alone → at app.example, wiki.example, for that host alone',
    ],
    [
      'every host of the rules → every host, where its sessions count at all of them',
      policy({}, okta(['app.example', 'wiki.example', 'help.example'])),
      policy(okta(null), okta(['app.example', 'wiki.example', 'help.example'])),
      'at app.example, help.example, wiki.example, for that host alone → at every host',
    ],
  ])('is looser from %s', (_, old, next, words) => {
    expect(placesOf(old, next)).toEqual([`loosened signIn by okta: ${words}`]);
    const [before, after] = words.split(' → ');
    expect(placesOf(next, old)).toEqual([`tightened signIn by okta: ${after} → ${before}`]);
  });

  it('says nothing where other routes lead there already, nor of the order in which they name providers', () => {
    expect(placesOf(policy(okta(null)), policy(okta(null), { providers: ['okta'] }))).toEqual([]);
    const turned = (providers: string[]): Policy => policyOf({ routes: [routeOf('/x', { providers })] });
    expect(summary(diffPolicies(turned(['okta', 'google']), turned(['google', 'okta'])))).toEqual([]);
  });
});

describe('diffPolicies, SCIM', () => {
  const policy = (scim: string | null, universalLogout = false): Policy =>
    policyOf({
      routes: [routeOf('/x')],
      providers: {
        okta: providerOf({ signals: { scim, universalLogout, backchannelLogout: false, events: null } }),
      },
    });

  it('is looser where it comes and where it goes, beside any other signal', () => {
    for (const [old, next] of [
      [policy(null), policy('OKTA_SCIM')],
      [policy('OKTA_SCIM'), policy(null)],
      [policy('OKTA_SCIM'), policy('OTHER_SCIM')],
      [policy('OKTA_SCIM'), policy(null, true)],
    ] as const) {
      const entries = summary(diffPolicies(old, next));
      expect(entries).toEqual([expect.stringMatching(/^loosened identity okta: /)]);
    }
  });
});
