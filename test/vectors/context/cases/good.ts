import {
  digested,
  FORWARDED_HOST,
  HOST,
  headerOf,
  KEYS,
  type Kit,
  LONG_TARGET,
  LONGEST_PLAIN_TARGET,
} from '../kit.ts';
import type { Vector } from '../vector.ts';

const NOBODY = { user: null, roles: [], authenticationMethods: [], authenticatedAtSeconds: null, sessionId: null, actAs: null } as const;

/** Contexts that must be accepted, and what they say. */
export function good(kit: Kit): readonly Vector[] {
  const { now } = kit;
  const usual = kit.withClaims({});
  const act = { sub: 'support-1', reason: 'ticket 9' };
  const both = (['HS256', 'EdDSA'] as const).flatMap((algorithm) => {
    const { first, second } = KEYS[algorithm];
    const anonymous = (claims: object) => kit.token(headerOf(algorithm), { ...kit.anonymousClaims, ...claims }, first);
    const name = (text: string) => `${text}, ${algorithm}`;
    return [
      kit.accepts(name('signed in'), 'The usual one.', kit.withClaims({}, algorithm), { algorithm }),
      kit.accepts(
        name('second key'),
        'While keys are rotated.',
        kit.token({ ...headerOf(algorithm), kid: second.kid }, kit.claims, second),
        { algorithm },
      ),
      kit.accepts(name('nobody'), 'No session, no tenant.', anonymous({}), { algorithm }, {
        ...NOBODY,
        tenant: null,
      } as object),
      kit.accepts(
        name('nobody on the host of a tenant'),
        'The URL names the tenant.',
        anonymous({ tid: 'acme' }),
        { algorithm },
        { ...NOBODY } as object,
      ),
      kit.accepts(
        name('acting for another'),
        'The user is impersonated.',
        kit.withClaims({ act }, algorithm),
        { algorithm },
        { actAs: act } as object,
      ),
    ];
  });
  return [
    ...both,
    kit.accepts(
      'the path that the app knows',
      'The rules have taken /tools off and added /v2: what counts is what arrives, in spite of headers that say where it came from.',
      '',
      {
        target: '/v2/loads?page=2',
        headers: [
          ['Portcullis-Context', kit.withClaims({ htu: '/v2/loads?page=2' })],
          FORWARDED_HOST,
          ['X-Forwarded-Prefix', '/tools'],
          ['X-Original-URL', '/tools/loads?page=2'],
        ],
      },
    ),
    kit.accepts(
      'no client address',
      'The gateway does not know it.',
      kit.withClaims({ cip: undefined }),
      {},
      { clientAddress: null },
    ),
    kit.accepts(
      'IPv6 address',
      'As the gateway writes it.',
      kit.withClaims({ cip: '2001:db8::7' }),
      {},
      { clientAddress: '2001:db8::7' },
    ),
    kit.accepts('no roles', 'A user without any.', kit.withClaims({ roles: [] }), {}, { roles: [] } as object),
    kit.accepts('user beyond ASCII', 'JSON is UTF-8.', kit.withClaims({ sub: 'jörg@例え.example 🚚' }), {}, {
      user: 'jörg@例え.example 🚚',
    } as object),
    kit.accepts(
      'escaped JSON',
      'The same text in another spelling.',
      kit.token(headerOf('HS256'), JSON.stringify(kit.claims).replace('"u-7"', '"\\u0075-7"'), KEYS.HS256.first),
    ),
    kit.accepts(
      'spaces in JSON',
      'The same claims in another spelling.',
      kit.token(headerOf('HS256'), JSON.stringify(kit.claims, null, 2), KEYS.HS256.first),
    ),
    kit.accepts('unknown claim', 'A later gateway may say more.', kit.withClaims({ later: { a: [1] } })),
    kit.accepts('unknown member of the header', 'Not critical, so not looked at.', kit.withHeader({ x: 1 })),
    kit.accepts('life of 60 seconds', 'As long as may be.', kit.withClaims({ iat: now, exp: now + 60 })),
    kit.accepts(
      'expired within the tolerance',
      '4 seconds ago, and 5 are tolerated.',
      kit.withClaims({ iat: now - 34, exp: now - 4 }),
    ),
    kit.accepts(
      'early within the tolerance',
      '5 seconds, and 5 are tolerated.',
      kit.withClaims({ iat: now + 5, exp: now + 35 }),
    ),
    kit.accepts(
      'last second without tolerance',
      'exp is in one second.',
      kit.withClaims({ iat: now - 29, exp: now + 1 }),
      { verifier: { clockToleranceSeconds: 0 } },
    ),
    kit.accepts('root', 'The shortest path.', kit.withClaims({ htu: '/' }), { target: '/' }),
    kit.accepts('empty query', 'A question mark and nothing behind it.', kit.withClaims({ htu: '/loads?' }), {
      target: '/loads?',
    }),
    kit.accepts('encoded path', 'Nothing is decoded.', kit.withClaims({ htu: '/a%2Fb/%C3%A9?q=%20+' }), {
      target: '/a%2Fb/%C3%A9?q=%20+',
    }),
    kit.accepts('1,024 characters', 'As they are.', kit.withClaims({ htu: LONGEST_PLAIN_TARGET }), {
      target: LONGEST_PLAIN_TARGET,
    }),
    ...(['HS256', 'EdDSA'] as const).map((algorithm) =>
      kit.accepts(`1,025 characters, ${algorithm}`, 'By their digest.', kit.withClaims(digested(LONG_TARGET), algorithm), {
        algorithm,
        target: LONG_TARGET,
      }),
    ),
    kit.accepts('long target as it is', 'Of an earlier gateway.', kit.withClaims({ htu: LONG_TARGET }), {
      target: LONG_TARGET,
    }),
    kit.accepts(
      'proxy that strips a long target',
      'It is hashed as the gateway sent it, with /app: 1,025 characters.',
      kit.withClaims(digested(`/app${LONG_TARGET.slice(0, 1021)}`)),
      { target: LONG_TARGET.slice(0, 1021), verifier: { proxy: { stripsPrefix: '/app' } } },
    ),
    kit.accepts('two slashes', 'Nothing is tidied.', kit.withClaims({ htu: '//a/../b' }), { target: '//a/../b' }),
    kit.accepts('POST', 'Any method.', kit.withClaims({ htm: 'POST' }), { method: 'POST' }),
    kit.accepts('HEAD', 'Not the same as GET.', kit.withClaims({ htm: 'HEAD' }), { method: 'HEAD' }),
    kit.accepts(
      'host with a port',
      'As the client asked for it.',
      kit.withClaims({ hth: `${HOST}:8443` }),
      { host: `${HOST}:8443` },
      { host: `${HOST}:8443` },
    ),
    kit.accepts('name in lower case', 'Names of headers have no case.', '', {
      headers: [['portcullis-context', usual], FORWARDED_HOST],
    }),
    kit.accepts('name in capitals', 'Names of headers have no case.', '', {
      headers: [
        ['X-FORWARDED-HOST', HOST],
        ['PORTCULLIS-CONTEXT', usual],
      ],
    }),
    kit.accepts('among other headers', 'None of them is looked at.', '', {
      headers: [
        ['Host', 'app.internal'],
        ['Cookie', 'a=b'],
        ['X-Portcullis-Context', 'x'],
        ['Portcullis-Context', usual],
        ['Portcullis-Session', 'end'],
        FORWARDED_HOST,
      ],
    }),
    kit.accepts('proxy that strips', 'It takes /app off.', kit.withClaims({ htu: '/app/loads?a=1' }), {
      target: '/loads?a=1',
      verifier: { proxy: { stripsPrefix: '/app' } },
    }),
    kit.accepts('proxy that adds', 'It puts /v1 on.', kit.withClaims({ htu: '/loads' }), {
      target: '/v1/loads',
      verifier: { proxy: { addsPrefix: '/v1' } },
    }),
    kit.accepts('proxy that swaps', 'It puts /v1 in the place of /app.', kit.withClaims({ htu: '/app/loads' }), {
      target: '/v1/loads',
      verifier: { proxy: { stripsPrefix: '/app', addsPrefix: '/v1' } },
    }),
    kit.accepts('proxy that replaces the host', 'The host is then known from the context alone.', usual, {
      host: 'proxy.internal',
      verifier: { proxy: { replacesForwardedHost: true } },
    }),
  ];
}
