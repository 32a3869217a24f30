import {
  decide,
  type Facts,
  minuteOfWeek,
  type Outcome,
  type RequestFacts,
  type Session,
  type TenantPolicy,
} from '@portcullis/rules/engine';
import type { Access, Conditions, Credential, StepUp } from '@portcullis/rules/policy';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { addressOf, engineOf, NOW, requestOf, routeOf, sessionWith } from './sample-engine.ts';

/** The first value three times in four, so that enough of what is made passes. */
function mostly<T>(usual: T, ...others: readonly T[]): fc.Arbitrary<T> {
  return fc.oneof({ weight: 3, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: fc.constantFrom(...others) });
}

const ROLES = ['owner', 'reader', 'driver'];
const lists = mostly<readonly string[] | null>(null, [], ['office'], ['office', 'blocked'], ['nobody']);
const THIS_MINUTE = minuteOfWeek(NOW);
const conditions: fc.Arbitrary<Conditions | null> = fc.oneof(
  { weight: 9, arbitrary: fc.constant(null) },
  {
    weight: 1,
    arbitrary: fc.record({
      tenant: mostly<Conditions['tenant']>('optional', 'required'),
      minTls: mostly<2 | 3 | null>(null, 2, 3),
      countries: mostly<readonly string[] | null>(null, ['DE'], ['AT', 'DE']),
      asns: mostly<readonly number[] | null>(null, [64496]),
      times: mostly<readonly number[] | null>(null, [THIS_MINUTE, THIS_MINUTE + 1], [0, THIS_MINUTE]),
      fromSeconds: mostly<number | null>(null, NOW, NOW + 1),
      untilSeconds: mostly<number | null>(null, NOW, NOW + 1),
    }),
  },
);
const access: fc.Arbitrary<Access> = fc.oneof(
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('public' as const), addresses: lists, conditions }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('roles' as const),
      credentials: fc.constantFrom<readonly Credential[]>(['session'], ['session'], ['session', 'token'], ['token']),
      roles: fc.oneof(fc.constant('any' as const), fc.subarray(ROLES)),
      stepUp: mostly<StepUp | null>(
        null,
        { withinSeconds: 60, methods: [] },
        { withinSeconds: 900, methods: ['otp', 'hwk'] },
      ),
      addresses: lists,
      actAs: fc.constantFrom('allowed' as const, 'read-only' as const, 'never' as const),
      conditions,
    }),
  },
);

const request: fc.Arbitrary<RequestFacts> = fc.record({
  method: fc.constantFrom('GET', 'HEAD', 'POST'),
  target: fc.record({
    scheme: fc.constant('https' as const),
    host: mostly('acme.app.example', 'globex.app.example', 'app.example'),
    path: fc.constant('/x'),
    query: fc.constant(''),
  }),
  address: mostly(addressOf('203.0.113.7'), null, ...['198.51.100.7', '192.0.2.7', '2001:db8:1::1'].map(addressOf)),
  upgradesToWebSocket: mostly(false, true),
  fetchSite: mostly<string | null>(null, 'same-origin', 'same-site', 'cross-site', 'none'),
  fetchMode: fc.constantFrom(null, 'navigate', 'cors'),
  fetchDest: fc.constantFrom(null, 'document', 'iframe'),
  origin: mostly<string | null>('https://acme.app.example', null, 'null', 'https://evil.example'),
  postsForm: fc.boolean(),
  requestedMethod: fc.constant(null),
  requestedHeaders: fc.constant(null),
  naming: fc.constant([]),
  announcedBodyBytes: mostly(0, 1024, 1025),
  headerBytes: mostly(500, 32 * 1024 + 1),
  headerCount: fc.constant(10),
  tlsVersion: mostly<string | null>('TLSv1.3', 'TLSv1.2', 'TLSv1', null),
  country: mostly<string | null>('DE', 'FR', null),
  asn: mostly<number | null>(64496, 64497, null),
  nowSeconds: fc.constant(NOW),
});

const session: fc.Arbitrary<Session> = fc
  .record({
    tenant: mostly('acme', 'globex'),
    roles: fc.subarray(ROLES, { minLength: 0 }),
    methods: fc.subarray(['pwd', 'otp', 'hwk']),
    authenticatedAtSeconds: fc.constantFrom(NOW - 30, NOW - 600, NOW - 6000),
    actAs: mostly<Session['actAs']>(null, { sub: 'support-7', reason: 'ticket' }),
  })
  .map(sessionWith);

const tenantPolicy: fc.Arbitrary<TenantPolicy> = fc.record({
  suspended: mostly(false, true),
  addresses: mostly<readonly string[]>([], ['203.0.113.0/24'], ['2001:db8:1::/48']),
  requireMfa: fc.boolean(),
  forbidActAs: fc.boolean(),
  notBefore: mostly(0, NOW - 3600, NOW),
});

const world = fc.record({
  access,
  denies: fc.boolean(),
  request,
  session: fc.option(session, { freq: 8 }),
  policy: fc.option(tenantPolicy, { freq: 3 }),
  revokedBy: mostly<'session' | 'user' | null>(null, 'session', 'user'),
});
type World = typeof world extends fc.Arbitrary<infer T> ? T : never;

function outcomeOf({ access, denies, request, session, policy, revokedBy }: World): Outcome {
  const engine = engineOf({
    routes: [routeOf('/x', { access })],
    deny: { addresses: denies ? ['blocked'] : [], at: 'rules.yaml:11' },
  });
  const facts: Facts = {
    session: session === null ? { kind: 'none' } : { kind: 'verified', session },
    admit: () => ({
      kind: 'answered',
      limits: [],
      revokedBy: session === null ? null : revokedBy,
      tenantPolicy: policy,
    }),
  };
  return decide(engine, request, facts);
}

const passes = (world: World) => outcomeOf(world).kind === 'pass';

test('a visitor who passes a route with roles has a live session of the right tenant with a role that opens it', () => {
  let passed = 0;
  fc.assert(
    fc.property(world, (facts) => {
      const outcome = outcomeOf(facts);
      if (outcome.kind === 'refused' || facts.access.kind === 'public') return;
      passed += 1;
      const { session, access, revokedBy } = facts;
      if (session === null) throw new Error('nobody passed');
      expect(revokedBy).toBeNull();
      expect(outcome.decision.urlTenant ?? session.tenant).toBe(session.tenant);
      expect(session.roles.some((role) => access.roles === 'any' || access.roles.includes(role))).toBe(true);
      expect(session.actAs === null || access.actAs !== 'never').toBe(true);
      if (access.stepUp !== null)
        expect(NOW - session.authenticatedAtSeconds).toBeLessThanOrEqual(access.stepUp.withinSeconds);
    }),
    { numRuns: 5000 },
  );
  // That some do is enough for the property to mean something; how many is chance.
  expect(passed).toBeGreaterThan(10);
});

/** Counts how often the premise held, so that a property cannot hold for want of a case. */
function implies(premise: (world: World) => boolean, conclusion: (world: World) => boolean): void {
  let met = 0;
  fc.assert(
    fc.property(world, (facts) => {
      if (!premise(facts)) return;
      met += 1;
      expect(conclusion(facts)).toBe(true);
    }),
    { numRuns: 5000 },
  );
  expect(met).toBeGreaterThan(10);
}

test('a tenant may tighten what the rules say, never loosen it', () => {
  implies(passes, (facts) => passes({ ...facts, policy: null }));
});

test('a revocation never opens anything', () => {
  implies(
    (facts) => facts.revokedBy !== null && passes(facts),
    (facts) => passes({ ...facts, revokedBy: null }),
  );
});

test('one more role never closes anything', () => {
  implies(
    (facts) => facts.session !== null && passes(facts),
    (facts) =>
      ['owner', 'reader', 'driver'].every((role) =>
        passes({ ...facts, session: facts.session && { ...facts.session, roles: [...facts.session.roles, role] } }),
      ),
  );
});

test('a deny list never opens anything, and no one on it passes', () => {
  implies(
    (facts) => facts.denies && passes(facts),
    (facts) => passes({ ...facts, denies: false }),
  );
  const denied = addressOf('198.51.100.7');
  implies(passes, (facts) => !passes({ ...facts, denies: true, request: { ...facts.request, address: denied } }));
});

test('what acts for someone else passes nowhere that the user would not', () => {
  implies(
    (facts) => facts.session?.actAs !== null && facts.session !== null && passes(facts),
    (facts) => passes({ ...facts, session: facts.session && { ...facts.session, actAs: null } }),
  );
});

test('deciding changes nothing that it was given', () => {
  const facts: Facts = {
    session: { kind: 'verified', session: Object.freeze(sessionWith()) },
    admit: () => ({ kind: 'answered', limits: [], revokedBy: 'user', tenantPolicy: null }),
  };
  const engine = engineOf();
  const frozen = Object.freeze(requestOf());
  expect(decide(engine, frozen, facts)).toEqual(decide(engine, frozen, facts));
});
