import type { Conditions, IssuerRule, Policy, RouteRule } from '@portcullis/rules/policy';
import { describe, expect, it } from 'vitest';
import { diffPolicies } from '../../../../rules/src/analysis/diff/index.ts';
import { anyone, NO_CONDITIONS, policyOf, rangesOf, rolesAccess, routeOf } from '../../engine/sample-engine.ts';
import { NOTHING } from './nothing.ts';
import { between, summary } from './summary.ts';

describe('diffPolicies, who', () => {
  it('tells of a role that is removed, once, with both lines', () => {
    const policy = (roles: string[], line: number): Policy =>
      policyOf({
        routes: [
          routeOf('/loads/**', {
            id: 'loads',
            access: rolesAccess({ roles }),
            at: 'rules.yaml:20',
            lines: { roles: line },
          }),
          routeOf('/**', { id: 'app' }),
        ],
      });
    const diff = diffPolicies(policy(['owner', 'reader'], 22), policy(['owner'], 23));
    expect(summary(diff)).toEqual(['closed who: reader']);
    expect(diff.closed[0]).toMatchObject({
      routes: [{ old: 'loads', new: 'loads' }],
      cells: [{ methods: ['GET', 'HEAD', 'POST'], paths: ['/loads/**'] }],
      oldLine: 'rules.yaml:22',
      newLine: 'rules.yaml:23',
      witness: { session: { roles: ['reader'] } },
    });
  });

  it('tells of a route that becomes public as one opening, with all that comes with it', () => {
    const access = rolesAccess({ roles: ['owner'], actAs: 'never', stepUp: { withinSeconds: 900, methods: ['otp'] } });
    const old = policyOf({ routes: [routeOf('/x', { access })] });
    const diff = diffPolicies(old, policyOf({ routes: [routeOf('/x', { access: anyone })] }));
    expect(summary(diff)).toEqual(['opened who: anonymous, driver, reader, no declared role']);
    expect(diff.opened[0]?.cells[0]?.also).toEqual(
      expect.arrayContaining([
        'resources in pages of other sites',
        'act-as',
        'authenticated more than 15m ago',
        'any other method',
      ]),
    );
    expect(summary(diffPolicies(policyOf({ routes: [routeOf('/x', { access: anyone })] }), old))).toEqual([
      'closed who: anonymous, driver, reader, no declared role',
    ]);
  });

  it('joins what one new role opens on all routes for any role', () => {
    const routes = ['/a', '/b'].map((path) => routeOf(path));
    const diff = diffPolicies(policyOf({ routes, roles: ['owner'] }), policyOf({ routes, roles: ['owner', 'reader'] }));
    expect(summary(diff)).toEqual(['opened who: reader', 'loosened roles: owner → owner, reader']);
    expect(diff.opened[0]?.routes.map((pair) => pair.new)).toEqual(expect.arrayContaining(['/a', '/b']));
  });

  it('tells of a control that is only observed', () => {
    expect(
      between(
        { access: rolesAccess({ roles: ['owner'] }) },
        { access: rolesAccess({ roles: ['owner'] }), observe: ['roles'] },
      ),
    ).toEqual(['opened who: anonymous, driver, reader, no declared role', 'loosened mode: enforce → observe roles']);
  });
});

describe('diffPolicies, tokens', () => {
  const issuer = (roles: string[], bearer: boolean): IssuerRule => ({
    id: 'desk',
    issuer: 'https://desk.example',
    keys: { kind: 'secret', alg: 'HS256', secret: 'DESK_KEYS' },
    roles,
    tenants: 'any',
    bearer,
    at: 'rules.yaml:13',
  });
  const policy = (tokenRoles: string[] | null, issued: string[] = [], bearer = true): Policy =>
    policyOf({
      roles: ['owner', 'reader', 'driver'],
      tokens: tokenRoles && { roles: tokenRoles, lifetimeSeconds: 3600, at: 'rules.yaml:12' },
      issuers: issued.length === 0 ? {} : { desk: issuer(issued, bearer) },
      routes: [routeOf('/x', { access: rolesAccess({ credentials: ['session', 'token'] }) })],
    });
  const whoOf = (old: Policy, next: Policy): readonly string[] =>
    summary(diffPolicies(old, next)).filter((line) => line.includes(' who: '));

  it('opens a route by the roles alone that a token can have', () => {
    expect(whoOf(policy(['reader']), policy(['reader', 'driver']))).toEqual(['opened who: driver by token']);
    expect(whoOf(policy(['reader']), policy(['reader'], ['driver']))).toEqual(['opened who: driver by token']);
    expect(whoOf(policy(['reader']), policy(['reader'], ['driver'], false))).toEqual([]);
    expect(whoOf(policy(['reader']), policy(null))).toEqual(['closed who: reader by token']);
  });

  it('names no role that no token has where a route takes tokens from now on', () => {
    const old = policyOf({ ...policy(['reader']), routes: [routeOf('/x')] });
    expect(whoOf(old, policy(['reader']))).toEqual(['opened who: reader by token']);
  });
});

describe('diffPolicies, sessions', () => {
  it.each([
    [{ actAs: 'allowed' as const }, { actAs: 'never' as const }, ['closed actAs: act-as']],
    [
      { stepUp: { withinSeconds: 900, methods: [] } },
      { stepUp: { withinSeconds: 1800, methods: [] } },
      ['opened authenticationAge: authenticated 15m to 30m ago'],
    ],
    [
      { stepUp: { withinSeconds: 900, methods: ['hwk', 'otp'] } },
      { stepUp: { withinSeconds: 900, methods: ['hwk'] } },
      ['closed authenticationMethods: otp'],
    ],
    [
      { stepUp: null },
      { stepUp: { withinSeconds: 60, methods: ['otp'] } },
      ['closed authenticationAge: authenticated more than 1m ago', 'closed authenticationMethods: any other method'],
    ],
  ])('%j → %j', (old, next, expected) => {
    expect(between({ access: rolesAccess(old) }, { access: rolesAccess(next) })).toEqual(expected);
  });

  it.each([
    ['token', 'driver by token and reader by token'],
    ['session', 'driver and reader'],
  ] as const)('names the two roles by which a %s passes both versions', (credential, who) => {
    const policy = (role: string, cors: RouteRule['cors']): Policy => {
      const access = rolesAccess({ credentials: [credential] });
      const tokens = { roles: ['reader', 'driver'], lifetimeSeconds: 3600, at: 'rules.yaml:12' };
      return policyOf({ roles: [role], tokens, routes: [routeOf('/x', { access, cors })] });
    };
    const rule = {
      origins: ['https://app.example'],
      credentials: true,
      headers: [],
      expose: [],
      maxAgeSeconds: 60,
    } as const;
    const { opened } = diffPolicies(policy('reader', null), policy('driver', rule));
    const pages = opened.filter(({ dimension }) => dimension === 'pages');
    expect(pages.flatMap(({ cells }) => cells.map((cell) => cell.who))).toEqual([[who]]);
    expect(pages[0]?.witness.session?.roles).toEqual(['driver', 'reader']);
    expect(pages[0]?.witness.session?.token !== undefined).toBe(credential === 'token');
  });

  it('limits act-as to reading for some methods only', () => {
    const diff = diffPolicies(
      policyOf({ routes: [routeOf('/x', { access: rolesAccess({ actAs: 'allowed' }) })] }),
      policyOf({ routes: [routeOf('/x', { access: rolesAccess({ actAs: 'read-only' }) })] }),
    );
    expect(diff.closed.map(({ dimension }) => dimension)).toEqual(['actAs']);
    expect(diff.closed[0]?.cells.map(({ methods, sites }) => [methods, sites])).toEqual([
      // WebSockets begin with a GET, and write.
      [['GET', 'HEAD'], ['WebSockets of the own site']],
      [['POST'], null],
    ]);
  });
});

describe('diffPolicies, addresses', () => {
  const office = rolesAccess({ addresses: ['office'] });

  it('gives exactly the difference of the lists', () => {
    const policy = (...prefixes: string[]): Policy =>
      policyOf({
        addresses: { office: rangesOf(...prefixes) },
        routes: [routeOf('/x', { access: office }), routeOf('/y', { access: office })],
      });
    const diff = diffPolicies(policy('203.0.113.0/24', '2001:db8::/33'), policy('203.0.113.0/25', '2001:db8::/32'));
    expect(summary(diff)).toEqual(['opened addresses: 2001:db8:8000::/33', 'closed addresses: 203.0.113.128/25']);
    expect(diff.opened[0]?.routes).toHaveLength(2);
  });

  it('says everything but a list where that is shorter', () => {
    expect(between({ access: office }, { access: rolesAccess() })).toEqual([
      'opened addresses: all but 203.0.113.0/24, 2001:db8:1::/48',
    ]);
  });

  it('tells of a deny list once for all routes, and of clients without an address', () => {
    const deny = (...addresses: string[]): Policy =>
      policyOf({
        routes: [routeOf('/x'), routeOf('/y', { access: anyone })],
        deny: { addresses, at: 'rules.yaml:11' },
      });
    const diff = diffPolicies(deny(), deny('blocked'));
    expect(summary(diff)).toEqual(['closed addresses: 198.51.100.0/24, 2001:db8:bad::/48, unknown address']);
    expect(diff.closed[0]).toMatchObject({ oldLine: 'rules.yaml:11', newLine: 'rules.yaml:11' });
  });

  it('finds nothing where a list has another name or is written otherwise', () => {
    const policy = (name: string, ...prefixes: string[]): Policy =>
      policyOf({
        addresses: { [name]: rangesOf(...prefixes) },
        routes: [routeOf('/x', { access: rolesAccess({ addresses: [name] }) })],
      });
    expect(diffPolicies(policy('a', '10.0.0.0/8'), policy('b', '10.0.0.0/9', '10.128.0.0/9'))).toEqual(NOTHING);
  });
});

describe('diffPolicies, conditions', () => {
  const HOUR = 3600;
  const monday = Date.UTC(2026, 0, 5) / 1000;

  it.each<[Partial<Conditions>, Partial<Conditions>, readonly string[]]>([
    [{ minTls: 3 }, { minTls: 2 }, ['opened tls: TLS 1.2']],
    [{}, { minTls: 2 }, ['closed tls: older or unknown TLS']],
    [{ countries: ['AT', 'DE'] }, { countries: ['CH', 'DE'] }, ['opened countries: CH', 'closed countries: AT']],
    [{ asns: [64_496] }, {}, ['opened asns: unknown, any other']],
    [
      { times: [480, 1080] },
      { times: [540, 1140] },
      ['opened times: mon 18:00-19:00 UTC', 'closed times: mon 08:00-09:00 UTC'],
    ],
    [{ untilSeconds: monday }, {}, ['opened times: from 2026-01-05T00:00Z']],
    [
      { times: [480, 1080], fromSeconds: monday, untilSeconds: monday + 9 * HOUR },
      { times: [480, 1080], fromSeconds: monday },
      ['opened times: mon 08:00-18:00 UTC, from 2026-01-05T09:00Z'],
    ],
    [
      { times: [480, 1080], fromSeconds: monday + 18 * HOUR },
      { fromSeconds: monday + 18 * HOUR },
      ['opened times: mon 00:00-08:00 UTC, mon 18:00-24:00 UTC, tue-sun 00:00-24:00 UTC, from 2026-01-05T18:00Z'],
    ],
    [
      { times: [480, 1080], fromSeconds: monday + 18 * HOUR },
      { times: [480, 540], fromSeconds: monday + 18 * HOUR },
      ['closed times: mon 09:00-18:00 UTC, from 2026-01-05T18:00Z'],
    ],
    // Both end before the window of the other week opens.
    [
      { times: [480, 1080], fromSeconds: monday, untilSeconds: monday + HOUR },
      { times: [9000, 9060], fromSeconds: monday, untilSeconds: monday + HOUR },
      [],
    ],
    [{ tenant: 'required' }, {}, ['opened hosts: app.example']],
  ])('%j → %j', (old, next, expected) => {
    const rule = (conditions: Partial<Conditions>): Partial<RouteRule> => ({
      access: { ...anyone, conditions: { ...NO_CONDITIONS, ...conditions } },
    });
    expect(between(rule(old), rule(next))).toEqual(expected);
  });
});
