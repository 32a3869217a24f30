import type { Access, Conditions, Control, CorsRule, Credential, Policy, RouteRule } from '@portcullis/rules/policy';
import fc from 'fast-check';
import { hostOf, policyOf, rangesOf, routeOf } from '../../engine/sample-engine.ts';

/** Few words, so that two versions of the rules often speak of the same requests. */
export const ROLES = ['owner', 'reader', 'driver'];
export const ORIGINS = ['https://portal.example', 'https://app.example', 'https://help.example'];
export const START = Date.UTC(2026, 0, 5) / 1000;

const HOSTS = ['{tenant}.app.example', 'app.example', 'portal.app.example', '{tenant}.other.example', 'other.example'];
const PREFIXES = ['203.0.113.0/24', '203.0.113.128/25', '10.0.0.0/8', '2001:db8::/32', '2001:db8:1::/48'];

const conditions: fc.Arbitrary<Conditions | null> = fc.option(
  fc.record({
    tenant: fc.constantFrom('required' as const, 'optional' as const, 'optional' as const),
    minTls: fc.constantFrom(null, null, 2 as const, 3 as const),
    countries: fc.constantFrom(null, null, ['DE'], ['AT', 'DE']),
    asns: fc.constantFrom(null, null, [64_496], [64_497, 64_496]),
    times: fc.constantFrom(null, null, [480, 1080], [0, 600, 5000, 6000], [10_000, 10_080]),
    fromSeconds: fc.constantFrom(null, null, START, START + 30_000),
    untilSeconds: fc.constantFrom(null, null, START + 40_020, START + 3 * 86_400),
  }),
  { freq: 2 },
);
const addresses = fc.constantFrom(null, null, ['office'], ['home'], ['office', 'home']);
const access: fc.Arbitrary<Access> = fc.oneof(
  fc.record({ kind: fc.constant('public' as const), addresses, conditions }),
  fc.record({
    kind: fc.constant('roles' as const),
    credentials: fc.constantFrom<readonly Credential[]>(['session'], ['session'], ['session', 'token'], ['token']),
    roles: fc.oneof(fc.constant('any' as const), fc.subarray(ROLES, { minLength: 1 })),
    stepUp: fc.option(
      fc.record({
        withinSeconds: fc.constantFrom(60, 600, 900),
        methods: fc.constantFrom([], ['otp'], ['hwk', 'otp']),
      }),
      { freq: 2 },
    ),
    addresses,
    actAs: fc.constantFrom('allowed' as const, 'read-only' as const, 'never' as const),
    conditions,
  }),
);
const cors: fc.Arbitrary<CorsRule | null> = fc.option(
  fc.record({
    origins: fc.oneof(fc.constant('any' as const), fc.subarray(ORIGINS, { minLength: 1 })),
    credentials: fc.boolean(),
    headers: fc.subarray(['content-type', 'x-a']),
    expose: fc.constantFrom([], ['x-total']),
    maxAgeSeconds: fc.constantFrom(60, 600),
  }),
  { freq: 3 },
);
const CONTROLS: readonly Control[] = ['addresses', 'crossSite', 'conditions', 'roles', 'actAs', 'stepUp'];
const rule = fc.record({
  hosts: fc.option(fc.subarray(HOSTS, { minLength: 1, maxLength: 2 }), { freq: 2 }),
  methods: fc.subarray(['GET', 'POST', 'OPTIONS'], { minLength: 1 }),
  access,
  cors,
  observe: fc.oneof({ weight: 4, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: fc.subarray([...CONTROLS]) }),
  maxBodyBytes: fc.constantFrom(1024, 1024, 2048),
  audit: fc.constantFrom('refusals' as const, 'requests' as const),
  signIn: fc.constantFrom(false, false, true),
  formPosts: fc.constantFrom([], [], 'any' as const, ORIGINS.slice(0, 1), ['null', ...ORIGINS.slice(1)]),
});
/** The compiler takes forms of other sites on public routes only, and not beside calls of their pages. */
const possible = rule.map((drawn) =>
  drawn.access.kind === 'public' && drawn.cors === null ? drawn : { ...drawn, formPosts: [] },
);
const path = fc
  .tuple(fc.array(fc.constantFrom('a', 'admin', '{x}', '{x}'), { maxLength: 3 }), fc.boolean())
  .map(([segments, hasRest]) => `/${[...segments, ...(hasRest ? ['**'] : [])].join('/')}`);

type Draft = readonly [path: string, rule: Partial<RouteRule>];

const routes: fc.Arbitrary<readonly Draft[]> = fc.array(fc.tuple(path, possible), { minLength: 1, maxLength: 5 });
const shared = fc.record({
  hosts: fc.subarray(HOSTS, { minLength: 1 }),
  roles: fc.subarray(ROLES, { minLength: 1 }),
  tokenRoles: fc.option(fc.subarray(ROLES, { minLength: 1 }), { freq: 4 }),
  denies: fc.boolean(),
  office: fc.subarray(PREFIXES, { minLength: 1 }),
  spelling: fc.constantFrom('admin', 'admin', 'Admin'),
});

function build(drafts: readonly Draft[], parts: typeof shared extends fc.Arbitrary<infer T> ? T : never): Policy {
  const taken = new Set<string>();
  return policyOf({
    hosts: parts.hosts.map(hostOf),
    roles: parts.roles,
    tokens: parts.tokenRoles && { roles: parts.tokenRoles, lifetimeSeconds: 86_400, at: 'rules.yaml:12' },
    addresses: {
      office: rangesOf(...parts.office),
      home: rangesOf('10.0.0.0/9', '2001:db8:2::/48'),
      blocked: rangesOf('10.1.0.0/16', '2001:db8:1:1::/64'),
    },
    deny: { addresses: parts.denies ? ['blocked'] : [], at: 'rules.yaml:11' },
    routes: drafts.flatMap(([text, changes], index) => {
      const spelled = text.replaceAll('admin', parts.spelling);
      const placesOf = (method: string): readonly string[] =>
        (changes.hosts ?? ['']).map((host) => `${host} ${method} ${spelled}`);
      const methods = (changes.methods ?? []).filter((method) => !placesOf(method).some((place) => taken.has(place)));
      for (const place of methods.flatMap(placesOf)) taken.add(place);
      return methods.length === 0 ? [] : [routeOf(spelled, { ...changes, id: `r${index}`, methods })];
    }),
  });
}

/** Two versions: unrelated ones, or one with a part of the other's routes and settings. */
export const policyPairs: fc.Arbitrary<readonly [Policy, Policy]> = fc
  .tuple(routes, routes, shared, shared, fc.boolean(), fc.boolean(), fc.nat({ max: 4 }))
  .map(([a, b, x, y, isEdit, keepsShared, index]) => {
    const edited = isEdit ? [...a.slice(0, index), ...b.slice(0, 1), ...a.slice(index + 1)] : b;
    return [build(a, x), build(edited, keepsShared ? x : y)];
  });
