import type { Session } from '@portcullis/rules/engine';
import fc from 'fast-check';
import type { RequestDescription } from '../../../../rules/src/analysis/request.ts';
import { ORIGINS, ROLES, START } from './random-policies.ts';

export interface RandomRequest {
  readonly request: RequestDescription;
  readonly session: Session | null;
}

const HOSTS = ['acme.app.example', 'app.example', 'portal.app.example', 'acme.other.example', 'other.example', 'x.y'];
const DAY = 86_400;

const headers = fc.record(
  {
    origin: fc.constantFrom(...ORIGINS, 'https://elsewhere.example', 'null', 'own'),
    'sec-fetch-site': fc.constantFrom('same-origin', 'none', 'same-site', 'cross-site'),
    'sec-fetch-mode': fc.constantFrom('navigate', 'cors'),
    'sec-fetch-dest': fc.constantFrom('document', 'iframe'),
    'content-type': fc.constantFrom('text/plain', 'multipart/form-data; boundary=x', 'application/json'),
    upgrade: fc.constantFrom('websocket'),
    'access-control-request-method': fc.constantFrom('GET', 'POST', 'PUT'),
    'access-control-request-headers': fc.constantFrom('content-type', 'x-a', 'x-b', 'content-type, x-a', 'x-b, x-a'),
  },
  { requiredKeys: [] },
);
const request = fc
  .record({
    method: fc.constantFrom('GET', 'GET', 'HEAD', 'POST', 'OPTIONS'),
    host: fc.constantFrom(...HOSTS),
    path: fc
      .tuple(fc.array(fc.constantFrom('a', 'A', 'admin', 'Admin', 'ADMIN', 'z'), { maxLength: 4 }), fc.boolean())
      .map(([segments, hasSlash]) => `/${segments.join('/')}${hasSlash && segments.length > 0 ? '/' : ''}`),
    address: fc.constantFrom(null, '203.0.113.5', '203.0.113.200', '10.0.0.1', '10.1.0.1', '2001:db8:1:1::1', '::1'),
    headers,
    tlsVersion: fc.constantFrom(null, 'TLSv1.2', 'TLSv1.3'),
    country: fc.constantFrom(null, 'DE', 'AT', 'FR'),
    asn: fc.constantFrom(null, 64_496, 64_497, 64_498),
    nowSeconds: fc.integer({ min: START - DAY, max: START + 9 * DAY }),
  })
  .map(({ host, path, headers: { origin, ...others }, ...rest }) => ({
    ...rest,
    url: `https://${host}${path}`,
    headers: { ...others, ...(origin === undefined ? {} : { origin: origin === 'own' ? `https://${host}` : origin }) },
  }));
const session = fc.record({
  user: fc.constant('u1'),
  tenant: fc.constantFrom('acme', 'acme', 'globex'),
  roles: fc.subarray([...ROLES, 'ghost']),
  id: fc.constant('s1'),
  issuedAtSeconds: fc.constant(START),
  expiresAtSeconds: fc.constant(START + 20 * DAY),
  age: fc.constantFrom(0, 59, 61, 700, 5000),
  authenticationMethods: fc.subarray(['pwd', 'otp', 'hwk']),
  byToken: fc.constantFrom(false, false, true),
  actAs: fc.constantFrom(null, null, { sub: 'support', reason: 'ticket' }),
});

export const randomRequests: fc.Arbitrary<RandomRequest> = fc
  .tuple(request, fc.option(session, { freq: 3 }))
  .map(([described, who]) => {
    if (who === null) return { request: described, session: null };
    const { age, byToken, ...rest } = who;
    const token = byToken ? { token: { scheme: 'bearer', addresses: null } as const } : {};
    return { request: described, session: { ...rest, ...token, authenticatedAtSeconds: described.nowSeconds - age } };
  });

const FIELDS = [
  'method',
  'path',
  'host',
  'address',
  'headers',
  'tlsVersion',
  'country',
  'asn',
  'time',
  'session',
] as const;
type Field = (typeof FIELDS)[number];

/** Some parts of another request. */
export interface Change {
  readonly from: RandomRequest;
  readonly fields: readonly Field[];
}

export const randomChanges: fc.Arbitrary<Change> = fc.record({
  from: randomRequests,
  fields: fc.subarray([...FIELDS], { maxLength: 2 }),
});

/** The request with the parts of the other one. */
export function changed({ request, session }: RandomRequest, { from, fields }: Change): RandomRequest {
  const takes = (field: Field): boolean => fields.includes(field);
  const [own, other] = [new URL(request.url), new URL(from.request.url)];
  const host = takes('host') ? other.host : own.host;
  const headers = takes('headers') ? from.request.headers : request.headers;
  return {
    request: {
      method: takes('method') ? from.request.method : request.method,
      url: `https://${host}${takes('path') ? other.pathname : own.pathname}`,
      address: takes('address') ? from.request.address : request.address,
      headers: headers ?? {},
      tlsVersion: (takes('tlsVersion') ? from : { request }).request.tlsVersion ?? null,
      country: (takes('country') ? from : { request }).request.country ?? null,
      asn: (takes('asn') ? from : { request }).request.asn ?? null,
      nowSeconds: takes('time') ? from.request.nowSeconds : request.nowSeconds,
    },
    session: takes('session') ? from.session : session,
  };
}
