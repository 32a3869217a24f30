import * as fc from 'fast-check';

/** A route as the file of rules has it. */
export type Entry = Readonly<Record<string, unknown>>;

/** Rules around `routes`, as text. JSON is YAML too. */
export function rulesText(routes: readonly Entry[]): string {
  return JSON.stringify(
    {
      version: 1,
      gateway: 'acme-edge',
      hosts: ['{tenant}.app.example.com', 'app.example.com'],
      clientAddress: 'cloudflare',
      roles: ['owner', 'reader', 'driver'],
      addresses: { office: ['203.0.113.0/24', '2001:db8:1::/48'], depot: ['198.51.100.0/24'] },
      limits: {
        crowd: { quota: '100 per 1m', by: ['address', 'route'] },
        person: { quota: '600 per 1m', by: ['tenant', 'user'], counting: 'leased' },
      },
      origins: { app: { url: 'https://origin.example.com', keys: 'ORIGIN_APP_KEYS', context: 'HS256' } },
      deny: { addresses: ['depot'] },
      routes,
    },
    null,
    1,
  );
}

const literal = fc.constantFrom('a', 'b', '@');
const middle = fc.oneof({ weight: 3, arbitrary: literal }, fc.constantFrom('*', '{x}'));
const pattern = fc
  .tuple(fc.array(middle, { maxLength: 2 }), fc.boolean())
  .map(([parts, rest]) => [...parts, ...(rest ? ['**'] : [])])
  .filter((parts) => parts.filter((part) => part === '{x}').length < 2)
  .map((parts) => `/${parts.join('/')}`);

/** A record of which each key is mostly missing, so that what is made is not closed by one thing or another each time. */
function some(model: Readonly<Record<string, fc.Arbitrary<unknown>>>): fc.Arbitrary<Entry> {
  const sparse = Object.entries(model).map(([key, value]) => [
    key,
    fc.oneof({ weight: 4, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: value }),
  ]);
  return fc
    .record(Object.fromEntries(sparse))
    .map((entry) => Object.fromEntries(Object.entries(entry).filter(([, value]) => value !== undefined)));
}

const subset = (...values: string[]) => fc.subarray(values, { minLength: 1 });

const conditions = {
  tenant: fc.constantFrom('required', 'optional'),
  tls: fc.constantFrom('1.2', '1.3'),
  countries: subset('DE', 'AT', 'CH'),
  asns: fc.constantFrom([64496], [64496, 4_200_000_000]),
  times: subset('mon-fri 08:00-18:00 UTC', 'sun-thu 00:00-24:00 UTC-03:30', 'sat 22:15-23:45 UTC+14:00'),
  from: fc.constantFrom('2026-01-01T00:00Z', '2026-12-01T08:00Z'),
  until: fc.constantFrom('2026-12-31T18:00Z', '2028-02-29T23:59Z'),
  addresses: subset('office', 'depot'),
};

const access = fc.oneof(
  fc.constant('public'),
  some(conditions).map((given) => ({ public: true, ...given })),
  fc
    .tuple(
      fc.oneof(fc.constant('any'), subset('owner', 'reader', 'driver')),
      some({
        ...conditions,
        stepUp: fc.constantFrom({ within: '15m' }, { within: '1h', methods: ['otp', 'hwk'] }),
        actAs: fc.constantFrom('allowed', 'read-only', 'never'),
      }),
    )
    .map(([roles, given]) => ({ roles, ...given })),
);

const cors = fc
  .tuple(
    subset('https://portal.example.com', 'https://help.example.com:8443'),
    some({
      headers: subset('content-type', 'X-Trace'),
      expose: subset('x-total', 'Link'),
      maxAge: fc.constantFrom('5s', '1d'),
    }),
  )
  .map(([origins, given]) => ({ origins, credentials: true, ...given }));

const headers = fc.oneof(
  fc.constant('strict'),
  some({
    profile: fc.constant('strict'),
    frameAncestors: fc.constantFrom(["'self'"], ["'none'"], ['https://portal.example.com', '*.example.com']),
    csp: fc.constantFrom(
      { 'img-src': ['*', 'data:', 'blob:'], 'style-src': ["'self'", "'unsafe-inline'"] },
      { 'script-src': ["'self'", 'https://cdn.example.com/js/', "'strict-dynamic'"], 'worker-src': ['blob:'] },
      { 'connect-src': ['wss://live.example.com:8443', "'self'"] },
    ),
    permissions: fc.constantFrom(
      { camera: [] },
      { camera: ['self', 'https://maps.example.com:444'], 'web-share': ['self'] },
    ),
    referrerPolicy: fc.constantFrom('no-referrer', 'same-origin'),
    crossOriginOpenerPolicy: fc.constantFrom('same-origin', 'unsafe-none'),
    crossOriginResourcePolicy: fc.constantFrom('same-site', 'cross-origin'),
  }),
);

const extras = some({
  origin: fc.constant('app'),
  signIn: fc.boolean(),
  limits: fc.constant([]),
  revocation: fc.constantFrom('within 1s', 'strict'),
  audit: fc.constantFrom('refusals', 'requests', 'required'),
  whenStateUnavailable: fc.constantFrom('closed', 'open', { stale: '60s' }),
  requestHeaders: fc.constantFrom('1KiB', '32KiB'),
  body: fc.constantFrom('16KiB', '5GiB'),
  timeout: fc.constantFrom('1s', '1h'),
  cache: fc.constantFrom('private', 'origin'),
  actAsBanner: fc.constantFrom('shown', 'none'),
  cookies: fc.record(
    {
      domain: fc.constantFrom('host', 'keep'),
      httpOnly: fc.constantFrom('all', 'origin', ['sid'], { except: ['XSRF-TOKEN'] }),
      sameSite: fc.constantFrom('strict', 'lax', 'origin', 'none'),
      partitioned: fc.boolean(),
    },
    { requiredKeys: [] },
  ),
  cors: fc.oneof(cors, fc.constant({ origins: 'any' })),
  headers,
  mode: fc.constantFrom('enforce', 'observe', { crossSite: 'observe' }, { stepUp: 'enforce' }),
});

const route = fc
  .record({ path: pattern, methods: subset('GET', 'POST', 'PUT'), access, extras })
  .map(({ extras: given, ...entry }) => withoutConflicts({ ...entry, ...given }));

/** What each key allows by itself may still exclude what another says. */
function withoutConflicts(entry: Entry): Entry {
  const hasRoles = typeof entry['access'] === 'object' && entry['access'] !== null && 'roles' in entry['access'];
  const { cors: calls, whenStateUnavailable: outage, limits, ...others } = entry;
  const asksAlways = entry['revocation'] === 'strict' || entry['audit'] === 'required';
  const isOpenToAll = (calls as { origins?: unknown } | undefined)?.origins === 'any';
  return {
    ...others,
    ...(limits === undefined ? {} : { limits: [hasRoles ? 'person' : 'crowd'] }),
    ...(calls === undefined || (hasRoles && isOpenToAll) ? {} : { cors: calls }),
    ...(outage === undefined || (asksAlways && outage !== 'closed') ? {} : { whenStateUnavailable: outage }),
  };
}

/** Routes that compile together: of one shape there is one for a method. */
export const routeEntries: fc.Arbitrary<readonly Entry[]> = fc
  .uniqueArray(route, {
    minLength: 1,
    maxLength: 10,
    comparator: (one, other) =>
      shapeOf(one) === shapeOf(other) && methodsOf(one).some((method) => methodsOf(other).includes(method)),
  })
  .map((entries) => entries.map((entry, index) => ({ id: `r${index}`, ...entry })));

function shapeOf(entry: Entry): string {
  return String(entry['path']).replaceAll('{x}', '*');
}

function methodsOf(entry: Entry): readonly string[] {
  return entry['methods'] as readonly string[];
}
