import { builtInRoutes, planAdmit } from '@portcullis/rules/engine';
import type { LimitDimension, LimitRule, RouteRule } from '@portcullis/rules/policy';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addressOf, anyone, decisionAt, engineOf, limitOf, routeOf } from '../sample-engine.ts';

type Changes = Parameters<typeof decisionAt>[1];

const limitBy = (...by: LimitDimension[]): LimitRule => limitOf(by.join('-'), { quota: 10, by });

function planOf(limits: readonly LimitRule[], changes: Changes = {}, route: Partial<RouteRule> = {}) {
  const engine = engineOf({ limits: Object.fromEntries(limits.map((limit) => [limit.id, limit])) });
  return planAdmit(engine, decisionAt(routeOf('/x', { limits: limits.map(({ id }) => id), ...route }), changes));
}

function keyOf(limit: LimitRule, changes: Changes = {}, route: Partial<RouteRule> = {}): string | undefined {
  return planOf([limit], changes, route)?.limits[0]?.key;
}

test('a limit that the rules lack is never left out: nothing is asked, and nothing passes', () => {
  const known = limitBy('tenant');
  const engine = engineOf({ limits: { [known.id]: known } });
  for (const limits of [['gone'], [known.id, 'gone'], ['gone', known.id]]) {
    const decision = decisionAt(routeOf('/x', { limits }));
    expect(() => planAdmit(engine, decision), limits.join()).toThrow('"gone"');
  }
});

describe('what is asked', () => {
  test('nothing, where there is no tenant, no limit and no record', () => {
    expect(planOf([], { session: null, urlTenant: null })).toBeNull();
  });

  test('nothing for a visitor without a session where one is needed, whatever the route says', () => {
    const strict = { revocation: 'strict', audit: 'required' } as const;
    expect(planOf([limitBy('user'), limitBy('tenant')], { session: null }, strict)).toBeNull();
    expect(planOf([], { session: null })).toBeNull();
  });

  test('limits by address alone, where such a visitor meets them', () => {
    expect(planOf([limitBy('address')], { session: null }, { audit: 'required', revocation: 'strict' })).toMatchObject({
      ...{ tenant: null, subject: null, record: false, strict: false },
      limits: [{ id: 'address' }],
    });
  });

  test('all of it, where the missing session is only observed', () => {
    const observed = { observe: ['roles'], audit: 'required', revocation: 'strict' } as const;
    expect(planOf([], { session: null }, observed)).toMatchObject({ tenant: 'acme', record: true, strict: false });
  });

  test.each(['health', 'ready', 'jwks.json', 'v1/metrics'])('nothing for %s, on a tenant’s host too', (path) => {
    const route = builtInRoutes.find((known) => known.path === `/.portcullis/${path}`);
    expect(route && planAdmit(engineOf({}), decisionAt(route, { session: null }))).toBeNull();
    expect(route && planAdmit(engineOf({}), decisionAt(route, { session: { user: 'u1' } }))).toBeNull();
  });

  test('the policy of the tenant that the URL names, by the copy, for a public page', () => {
    expect(planOf([], { session: null }, { access: anyone, revocation: 'strict' })).toEqual({
      tenant: 'acme',
      subject: null,
      renewal: null,
      limits: [],
      record: false,
      limitsRefuse: true,
      strict: false,
      patient: false,
      staleSeconds: 0,
    });
  });

  test('revocation of the very session, with its tenant, user and age', () => {
    expect(planOf([], { session: { user: 'u9', id: 's9', issuedAtSeconds: 5 } })).toMatchObject({
      tenant: 'acme',
      subject: { tenant: 'acme', user: 'u9', session: 's9', issuedAtSeconds: 5 },
    });
  });

  test('the record of a route that requires one, even with nothing else to ask', () => {
    expect(planOf([], { session: null, urlTenant: null }, { access: anyone, audit: 'required' })).toMatchObject({
      record: true,
    });
    expect(planOf([], {}, { audit: 'requests' })).toMatchObject({ record: false });
  });

  test('how fresh the answer must be', () => {
    expect(planOf([], {}, { revocation: 'strict' })).toMatchObject({ strict: true, staleSeconds: 0 });
    const stale = { kind: 'stale', seconds: 60 } as const;
    expect(planOf([], {}, { whenStateUnavailable: stale })).toMatchObject({ strict: false, staleSeconds: 60 });
  });

  test('whether a limit that is reached ends the request', () => {
    expect(planOf([], {}, { observe: ['limits'] })).toMatchObject({ limitsRefuse: false });
    expect(planOf([], {}, { observe: ['roles', 'addresses'] })).toMatchObject({ limitsRefuse: true });
  });

  test('every limit of the route with its quota and window', () => {
    const limits = [limitBy('address'), limitBy('tenant'), limitBy('route')];
    expect(planOf(limits)?.limits).toMatchObject(limits.map(({ id }) => ({ id, quota: 10, windowSeconds: 60 })));
  });
});

test('a limit is its tenant’s own where tenants, users or sessions are counted, and of all together where not', () => {
  const limits = [limitBy('tenant'), limitBy('user'), limitBy('session', 'route'), limitBy('tenant', 'address')];
  expect(planOf(limits)?.limits.map(({ tenant }) => tenant)).toEqual(['acme', 'acme', 'acme', 'acme']);
  const shared = [limitBy('address'), limitBy('route'), limitBy('address', 'route')];
  expect(planOf(shared)?.limits.map(({ tenant }) => tenant)).toEqual([null, null, null]);
  const nowhere = { session: null, urlTenant: null } as const;
  expect(planOf([limitBy('tenant')], nowhere, { access: anyone })?.limits).toMatchObject([{ tenant: null }]);
});

describe('a limit by something that the request lacks', () => {
  const anonymous = { session: null } as const;
  const elsewhere = { session: null, request: { address: addressOf('192.0.2.1') } } as const;

  test.each([['user'], ['session']] as const)('%s, on a public route, counts by address instead', (dimension) => {
    const limit = limitBy(dimension);
    const key = keyOf(limit, anonymous, { access: anyone });
    expect(key).toContain('4-cb007107');
    expect(key).not.toBe(keyOf(limit, elsewhere, { access: anyone }));
    expect(key).not.toBe(keyOf(limit, {}, { access: anyone }));
  });

  test('tenant, where neither session nor URL names one', () => {
    const key = keyOf(limitBy('tenant'), { session: null, urlTenant: null }, { access: anyone });
    expect(key).toContain('4-cb007107');
  });

  test('is not asked on a route that needs a session, unless it counts addresses', () => {
    expect(
      planOf([limitBy('user'), limitBy('tenant'), limitBy('route'), limitBy('address')], anonymous)?.limits.map(
        ({ id }) => id,
      ),
    ).toEqual(['address']);
  });

  test('is asked by address where the missing session is only observed: the request goes on', () => {
    const observing = { observe: ['roles'] } as const;
    expect(keyOf(limitBy('user'), anonymous, observing)).toContain('4-cb007107');
    expect(keyOf(limitBy('user'), anonymous, { observe: ['stepUp', 'limits'] })).toBeUndefined();
  });

  test('requests of unknown address share one count', () => {
    const unknown = { request: { address: null } } as const;
    expect(keyOf(limitBy('address'), unknown)).toBe(keyOf(limitBy('address'), { ...unknown, session: { user: 'u2' } }));
  });
});

describe('keys', () => {
  test('of addresses are shared by all tenants: guessing at one and then the next is one attack', () => {
    expect(keyOf(limitBy('address'), { session: null, urlTenant: 'acme' }, { access: anyone })).toBe(
      keyOf(limitBy('address'), { session: null, urlTenant: 'globex' }, { access: anyone }),
    );
  });

  test('of IPv6 are shared by a /64 and by no more', () => {
    const at = (text: string) => keyOf(limitBy('address'), { request: { address: addressOf(text) } });
    expect(at('2001:db8:1:2::1')).toBe(at('2001:db8:1:2:ffff:ffff:ffff:ffff'));
    expect(at('2001:db8:1:2::1')).not.toBe(at('2001:db8:1:3::1'));
  });

  test('of IPv6 are as wide as the limit says, and of IPv4 always whole', () => {
    const wide: LimitRule = { ...limitBy('address'), ipv6PrefixLength: 56 };
    const at = (text: string, limit = wide) => keyOf(limit, { request: { address: addressOf(text) } });
    expect(at('2001:db8:1:200::1')).toBe(at('2001:db8:1:2ff::1'));
    expect(at('2001:db8:1:200::1')).not.toBe(at('2001:db8:1:300::1'));
    expect(at('2001:db8:1:200::1')).not.toBe(at('2001:db8:1:200::1', limitBy('address')));
    expect(at('192.0.2.1')).not.toBe(at('192.0.2.2'));
    expect(at('::ffff:192.0.2.1')).toBe(at('192.0.2.1', limitBy('address')));
  });

  test('of an address that stands in for a user are as wide as the limit says', () => {
    const wide: LimitRule = { ...limitBy('user'), ipv6PrefixLength: 48 };
    const at = (text: string) =>
      keyOf(wide, { session: null, request: { address: addressOf(text) } }, { access: anyone });
    expect(at('2001:db8:1:1::1')).toBe(at('2001:db8:1:ffff::1'));
    expect(at('2001:db8:1:1::1')).not.toBe(at('2001:db8:2:1::1'));
  });

  test('of the same user or session id in two tenants differ', () => {
    for (const limit of [limitBy('user'), limitBy('session'), limitBy('tenant'), limitBy('user', 'route')]) {
      expect(keyOf(limit)).not.toBe(keyOf(limit, { session: { tenant: 'globex' }, urlTenant: 'globex' }));
    }
  });

  test('differ wherever what is counted differs, whatever the ids are made of', () => {
    const awkward = fc
      .array(
        fc.constantFrom(':', '*', '"', "'", '\\', '\n', '\r', '\0', ',', '[', ']', '{', '|', ' ', 'a', 'é', '\u2028'),
        { minLength: 1, maxLength: 5 },
      )
      .map((parts) => parts.join(''));
    const who = fc.record({ user: awkward, id: awkward, tenant: awkward });
    const limits = fc.constantFrom(
      limitBy('tenant', 'user'),
      limitBy('tenant', 'session'),
      limitBy('tenant', 'user', 'session'),
    );
    fc.assert(
      fc.property(limits, who, who, awkward, awkward, (limit, one, other, routeOne, routeOther) => {
        const counts = (person: typeof one) =>
          JSON.stringify([
            person.tenant,
            limit.by.includes('user') && person.user,
            limit.by.includes('session') && person.id,
          ]);
        const keys = [
          keyOf(limit, { session: one }, { id: routeOne }),
          keyOf(limit, { session: other }, { id: routeOther }),
        ];
        expect(keys[0] === keys[1]).toBe(counts(one) === counts(other));
      }),
      { numRuns: 3000 },
    );
  });

  test.each([
    ':',
    ',',
    '|',
    '/',
    '*',
    ' ',
    '\n',
    '\0',
    '"',
    '\\',
    '\\"',
    '","',
    ':session,',
    ':session:',
    ',session:',
    '|session|',
    '","session","',
    '"],["session","',
  ])('differ where the same text is cut at another %j', (cut) => {
    const limit = limitBy('user', 'session');
    const one = keyOf(limit, { session: { user: 'a', id: `b${cut}c` } });
    expect(one).not.toBe(keyOf(limit, { session: { user: `a${cut}b`, id: 'c' } }));
    const wide = limitBy('user');
    const ofTenant = (tenant: string, user: string) => keyOf(wide, { session: { tenant, user }, urlTenant: null });
    expect(ofTenant('a', `b${cut}c`)).not.toBe(ofTenant(`a${cut}b`, 'c'));
  });

  test('of two limits differ, even where one id is a part of the other', () => {
    const one: LimitRule = { ...limitBy('tenant'), id: 'a' };
    const other: LimitRule = { ...limitBy('tenant'), id: 'a","tenant' };
    expect(keyOf(one)).not.toBe(keyOf(other));
  });
});
