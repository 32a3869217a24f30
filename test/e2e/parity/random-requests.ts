import * as fc from 'fast-check';
import type { SessionDescription } from '../../../rules/src/analysis/explain/index.ts';

/** A request to send, and to explain. `PORT` stands for the gateway's port. */
export interface Sample {
  readonly method: string;
  readonly host: string;
  readonly target: string;
  readonly address: string | null;
  readonly asker: 'nobody' | 'bad cookie' | SessionDescription;
  readonly headers: Readonly<Record<string, string>>;
  readonly bodyBytes: number;
  /** What Cloudflare would tell of the connection. */
  readonly cf: { readonly tlsVersion?: string; readonly country?: string; readonly asn?: number };
}

/** The first value three times in four, so that enough of what is made passes. */
function mostly<T>(usual: T, ...others: readonly T[]): fc.Arbitrary<T> {
  return fc.oneof({ weight: 3, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: fc.constantFrom(...others) });
}

/** One path of each route and some more. */
export const PATHS: readonly string[] = [
  ...['/open', '/open/x', '/open/x?q=1', '/office', '/app', '/app/x', '/app/owners', '/app/7/edit', '/app/never'],
  ...['/app/fresh', '/small', '/tenant', '/tls', '/country', '/network', '/week', '/closed', '/soon', '/past'],
  ...[
    '/between',
    '/api/x',
    '/data',
    '/watched',
    '/watched/x',
    '/half',
    '/recorded',
    '/watched/7?a=b',
    '/api',
    '/watched-api',
  ],
];
const ODD_PATHS = [
  ...['/', '/nowhere', '/APP/x', '/app/', '/app/OWNERS', '/app/%6fwners', '/app/%2e%2e/x', '/app/../open', '//app'],
  ...['/app/x;y', '/app/x%2Fy', '/app/%25%32%65', '/app//x', '/app/\\x', '/app/./x', '/app/x%00', '/office/'],
  ...[
    '/.portcullis/health',
    '/.portcullis/nothing',
    '/.portcullis',
    '/app/%zz',
    '/app/7/edit/',
    '/open/%C3%A9',
    '/open/x..',
  ],
];

const session: fc.Arbitrary<SessionDescription> = fc
  .record({
    tenant: mostly('acme', 'globex', 'strict'),
    user: mostly('user-1', 'user-2', 'gone'),
    roles: fc.oneof(
      { weight: 2, arbitrary: fc.constant(['owner']) },
      { weight: 1, arbitrary: fc.subarray(['owner', 'admin', 'reader', 'undeclared']) },
    ),
    methods: mostly(['pwd', 'otp'], ['pwd'], ['hwk'], []),
    ageSeconds: mostly(60, 300, 1200),
    extraSeconds: mostly(0, 1200),
    actAs: mostly<SessionDescription['actAs']>(null, { sub: 'support', reason: 'ticket 7' }),
    host: mostly<string | null>(null, 'elsewhere.example'),
  })
  .map(({ extraSeconds, ...described }) => ({ ...described, authAgeSeconds: described.ageSeconds + extraSeconds }));

const headers: fc.Arbitrary<Readonly<Record<string, string>>> = fc
  .record({
    'sec-fetch-site': mostly<string | null>(null, 'same-origin', 'cross-site', 'same-site', 'none'),
    'sec-fetch-mode': mostly<string | null>(null, 'navigate', 'cors'),
    'sec-fetch-dest': mostly<string | null>(null, 'document', 'iframe', 'empty'),
    origin: mostly<string | null>(null, 'OWN', 'https://portal.example', 'https://elsewhere.example', 'null'),
    'x-padding': mostly<string | null>(null, 'p'.repeat(3000)),
  })
  .map((given) =>
    Object.fromEntries(Object.entries(given).flatMap(([name, value]) => (value === null ? [] : [[name, value]]))),
  );

/** Requests of all kinds but preflights. */
export const samples: fc.Arbitrary<Sample> = fc.record({
  method: mostly('GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'),
  host: mostly(
    'acme.localhost:PORT',
    'localhost:PORT',
    'globex.localhost:PORT',
    'strict.localhost:PORT',
    'ACME.localhost:PORT',
    'elsewhere.example',
    'a.b.localhost:PORT',
  ),
  target: fc.oneof(
    { weight: 5, arbitrary: fc.constantFrom(...PATHS) },
    { weight: 1, arbitrary: fc.constantFrom(...ODD_PATHS) },
  ),
  address: mostly<string | null>(
    '10.1.2.3',
    '192.0.2.3',
    '198.51.100.7',
    '2001:db8:1::7',
    '203.0.113.9',
    '2001:db8:bad::1',
    null,
  ),
  asker: fc.oneof(
    { weight: 5, arbitrary: session },
    { weight: 1, arbitrary: fc.constantFrom('nobody' as const, 'bad cookie' as const) },
  ),
  headers,
  bodyBytes: mostly(0, 100, 2048),
  cf: fc.oneof(
    { weight: 3, arbitrary: fc.constant({ tlsVersion: 'TLSv1.3', country: 'DE', asn: 64496 }) },
    {
      weight: 1,
      arbitrary: fc.constantFrom(
        {},
        { tlsVersion: 'TLSv1.2', country: 'FR', asn: 64500 },
        { tlsVersion: 'TLSv1.3', country: 'AT' },
      ),
    },
  ),
});

/** What a browser asks before a page may make a request that is not simple. */
export const preflights: fc.Arbitrary<Sample> = fc
  .record({
    sample: samples,
    target: fc.constantFrom('/api/x', '/api', '/data', '/app/x', '/open/x', '/watched-api'),
    origin: mostly('https://portal.example', 'OWN', 'https://elsewhere.example'),
    requested: mostly('POST', 'GET', 'DELETE', 'PROPFIND'),
    names: mostly<string | null>(null, 'content-type', 'x-page', 'content-type, x-other'),
  })
  .map(({ sample, target, origin, requested, names }) => ({
    ...sample,
    method: 'OPTIONS',
    target,
    bodyBytes: 0,
    headers: {
      origin,
      'access-control-request-method': requested,
      ...(names === null ? {} : { 'access-control-request-headers': names }),
    },
  }));

/** A request that most routes let through. */
export const PLAIN: Sample = {
  method: 'GET',
  host: 'acme.localhost:PORT',
  target: '/app/x',
  address: '10.1.2.3',
  asker: {
    tenant: 'acme',
    user: 'user-1',
    roles: ['owner'],
    methods: ['pwd', 'otp'],
    ageSeconds: 60,
    authAgeSeconds: 60,
    actAs: null,
    host: null,
  },
  headers: {},
  bodyBytes: 0,
  cf: { tlsVersion: 'TLSv1.3', country: 'DE', asn: 64496 },
};
const OWNER = PLAIN.asker as SessionDescription;

/** What can differ from the plain request, one thing at a time, so that each check decides alone somewhere. */
export const CHANGES: Readonly<Record<string, Partial<Sample>>> = {
  nothing: {},
  'another method': { method: 'POST' },
  'a method of no route': { method: 'PROPFIND' },
  'a host without tenant': { host: 'localhost:PORT' },
  'the host of another tenant': { host: 'globex.localhost:PORT' },
  'an address on another list': { address: '192.0.2.3' },
  'an address on no list': { address: '198.51.100.7' },
  'an address that is denied': { address: '203.0.113.9' },
  'no address': { address: null },
  'nobody signed in': { asker: 'nobody' },
  'a bad cookie': { asker: 'bad cookie' },
  'another role': { asker: { ...OWNER, roles: ['reader'] } },
  'a role that is not declared': { asker: { ...OWNER, roles: ['undeclared'] } },
  'a password alone': { asker: { ...OWNER, methods: ['pwd'] } },
  'an old sign-in': { asker: { ...OWNER, authAgeSeconds: 1200 } },
  'an expired session': { asker: { ...OWNER, ageSeconds: 1200 } },
  'a revoked session': { asker: { ...OWNER, user: 'gone' } },
  'another user in the name of this one': { asker: { ...OWNER, actAs: { sub: 'support', reason: 'ticket 7' } } },
  'another user who writes': {
    method: 'POST',
    asker: { ...OWNER, actAs: { sub: 'support', reason: 'ticket 7' } },
  },
  'a page of another site': { headers: { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'cors' } },
  'a form of another site': { method: 'POST', headers: { origin: 'https://elsewhere.example' } },
  'a page that cors names': { method: 'POST', headers: { origin: 'https://portal.example' } },
  'large headers': { headers: { 'x-padding': 'p'.repeat(3000) } },
  'a large body': { method: 'POST', bodyBytes: 2048 },
  'a body without meaning': { bodyBytes: 10 },
  'an old TLS': { cf: { ...PLAIN.cf, tlsVersion: 'TLSv1.2' } },
  'another country': { cf: { ...PLAIN.cf, country: 'FR' } },
  'another network': { cf: { ...PLAIN.cf, asn: 64500 } },
  'a platform that tells nothing': { cf: {} },
};
