import { createContextVerifier } from '@portcullis/origin';
import { isCanonicalCompactJws } from '@portcullis/origin/context';
import {
  canonicalTarget,
  createDecision,
  createHostMatcher,
  createRouteMatcher,
  decisionSteps,
  isTenantId,
  parseAddress,
  parsePrefix,
  readingsOf,
} from '@portcullis/rules/engine';
import type { CookieRule } from '@portcullis/rules/policy';
import { contentClass, JOINED_HEADERS, joinHeaders } from '@portcullis/rules/responses';
import { beforeAll, describe, expect, test } from 'vitest';
import { PROFILES } from '../../rules/src/settings/headers/profiles.ts';
import { responsePolicy } from '../../rules/src/settings/headers/response-policy.ts';
import { allowBanner } from '../../worker/core/act-as/banner-policy.ts';
import { parseRevocation } from '../../worker/core/admin/revocation-request.ts';
import { parseStateEntry } from '../../worker/core/admin/state-entry.ts';
import { parseTenantPolicy } from '../../worker/core/admin/tenant-policy-request.ts';
import { createClientReader } from '../../worker/core/headers/client-address.ts';
import { parseCookieDate } from '../../worker/core/headers/cookie-date.ts';
import { cookieAtPublicPath } from '../../worker/core/headers/cookie-path.ts';
import { publicLocation, publicRefresh } from '../../worker/core/headers/public-location.ts';
import { withOwnNames } from '../../worker/core/headers/request-cookies.ts';
import { readHeaders } from '../../worker/core/headers/request-headers.ts';
import { hardenSetCookie } from '../../worker/core/headers/response-cookies.ts';
import { nextTraceparent } from '../../worker/core/headers/traceparent.ts';
import { isWholePage } from '../../worker/core/messages/whole-page.ts';
import { textsFor } from '../../worker/core/pages/page-language.ts';
import { wantsPage } from '../../worker/core/pages/wants-page.ts';
import { readViolations } from '../../worker/core/reports/read-violations.ts';
import { importHmacRing, type KeyRing } from '../../worker/core/tokens/key-ring.ts';
import { verifyOwnToken } from '../../worker/core/tokens/own-token.ts';
import { splitCookies } from '../../worker/core/tokens/role-cookie.ts';
import { isText } from '../../worker/core/tokens/session.ts';
import { options, REQUEST } from '../origin-sdk/good-context.ts';
import { engineOf, requestOf, routeOf } from '../rules/engine/sample-engine.ts';
import { awkwardTexts, harmlessText } from '../support/awkward-text.ts';
import { hmacKey, jwks } from './support/keys.ts';

const CHARACTERS = 32 * 1024;
/** A parser in quadratic time takes hundreds of times as long as one in linear time. */
const FACTOR = 5;
/** What a busy machine or a compiler at work may add, and parsers that make something of every other byte; microseconds. */
const FLOOR_MICROS = 100_000;
const RUNS = 5;

type Parser = (text: string) => unknown;

const matchRoute = createRouteMatcher(['/', '/a/{b}/c', '/a/*/d', '/{x}/**', '/a=/b'].map((path) => routeOf(path)));
const matchHost = createHostMatcher([{ pattern: '', labels: [null, 'app', 'example'], port: null, at: '' }]);
const verifier = createContextVerifier(options);
const trustedProxies = { v4: [0, 0xffffffff], v6: [0, 0, 0, 0, 0] };
const TRUSTED_PEER = { clientIp: '10.0.0.1' };
const PLACE = {
  origin: { path: { strip: '/tools', add: '/v2' } },
  originBase: 'https://origin.example',
  hidesAddresses: false,
  target: { scheme: 'https', host: 'a.example', path: '/tools/x', query: '' },
} as const;

let keys: KeyRing;
beforeAll(async () => {
  keys = await importHmacRing(jwks(hmacKey('k1')), { development: false });
});

/** Everything that reads bytes of clients, origins or administrators. A new parser belongs here. */
const PARSERS: Readonly<Record<string, Parser>> = {
  'the peer of the socket': (text) => addressOf({}, { clientIp: text }),
  'CF-Connecting-IP': (text) => addressOf({ 'cf-connecting-ip': text }),
  'X-Forwarded-For': (text) => addressOf({ 'x-forwarded-for': text }, TRUSTED_PEER),
  Forwarded: (text) => addressOf({ forwarded: text }, TRUSTED_PEER, 'forwarded'),
  'Forwarded with a whole element': (text) => addressOf({ forwarded: `for=${text}` }, TRUSTED_PEER, 'forwarded'),
  'an address': parseAddress,
  'a prefix': parsePrefix,
  'the address of a prefix': (text) => parsePrefix(`${text}/8`),
  'a header value': (text) => readHeaders(new Headers({ accept: text })),
  'an Accept-Language header': (text) => textsFor(text),
  'an Accept header': (text) => wantsPage(new Headers({ accept: text })),
  'a Connection header': (text) => readHeaders(new Headers({ connection: text })),
  'a Cookie header': (text) => splitCookies(`__Host-role=a; ${text}`),
  'a path': (text) => canonicalTarget(`https://a.example/${text.slice(0, 16_000)}`),
  'an encoded path': (text) => canonicalTarget(`https://a.example/%20a/${text.slice(0, 16_000)}`),
  'a query': (text) => canonicalTarget(`https://a.example/?${text.slice(0, 16_000)}`),
  'an authority': (text) => canonicalTarget(`https://${text}/`),
  'a matched path': (text) => matchTarget(canonicalTarget(`https://a.example/${text.slice(0, 16_000)}`)),
  'the readings of a path': (text) =>
    readAll(canonicalTarget(`https://a.example/a%2Fb;b%3Fc%E9x/${text.slice(0, 16_000)}`)),
  'a Destination header': (text) => decideNaming('destination', `/${text}`),
  'an If header': (text) => decideNaming('if', text),
  'a tag of an If header': (text) => decideNaming('if', `</x> (<${text}`),
  'a condition of an If header': (text) => decideNaming('if', `(["${text}`),
  'a matched host': matchHost,
  'a tenant id': isTenantId,
  'a compact JWS': isCanonicalCompactJws,
  'an own token': (text) => verifyOwnToken(text, keys, OWN_TOKEN),
  'a claim': isText,
  traceparent: nextTraceparent,
  'a revocation': (text) => parseRevocation({ tenant: text, user: text, reason: text }),
  'a tenant policy': (text) => parseTenantPolicy({ addresses: [text], notBefore: text }, 'acme'),
  "a tenant's notBefore": (text) => parseTenantPolicy({ notBefore: text }, 'acme'),
  'an entry of a backup': (text) => parseStateEntry({ kind: 'revocation', scope: text, tenant: text, id: text }),
  'a Set-Cookie header': (text) => hardenSetCookie(text, COOKIES, 0),
  'a Cookie header with prefixes': (text) => withOwnNames(text, COOKIES.prefixes),
  'a value in a Cookie header': (text) => withOwnNames(`a=${text}`, COOKIES.prefixes),
  'a cookie date': parseCookieDate,
  'a Location header': (text) => publicLocation(text, PLACE),
  'a Refresh header': (text) => publicRefresh(text, PLACE),
  'the URL of a Refresh header': (text) => publicRefresh(`0;url${text}`, PLACE),
  'the path of a Set-Cookie header': (text) => cookieAtPublicPath(`a=b;path=${text}`, PLACE),
  'a Set-Cookie header of an origin with other paths': (text) => cookieAtPublicPath(text, PLACE),
  'a Content-Type header': (text) => [contentClass(200, text), isWholePage(pageOf(text))],
  'a charset': (text) => isWholePage(pageOf(`text/html; charset=${text}`)),
  'a policy under the banner': (text) => allowBanner(new Headers({ [CSP]: text }), 'https://a.example/end'),
  'a report': readViolations,
  'what a report says': (text) => readViolations(JSON.stringify(reportOf(text))),
  ...Object.fromEntries([...JOINED_HEADERS].map((name) => [`${name} of an origin`, (text) => joined(name, text)])),
  "the SDK's context": (text) => verifier.verify({ ...REQUEST, header: text }).catch(String),
  "the SDK's host": (text) => verifier.verify({ ...REQUEST, host: text, header: text }).catch(String),
};

const COOKIES: CookieRule = {
  domain: 'host',
  httpOnly: { kind: 'allBut', names: ['a'] },
  sameSite: 'lax',
  partitioned: true,
  prefixes: [{ name: 'a', prefix: '__Host-' }],
};

const CSP = 'content-security-policy';

/** Profiles that between them set every header that is joined. */
const PLANS = [PROFILES.legacy, { ...PROFILES.download, nonce: null, documentPolicy: 'document-write=?0' }].map(
  (settings) =>
    responsePolicy(
      { ...settings, integrity: ['script'], reportOnly: PROFILES.strict },
      { hsts: 'max-age=1', observed: false },
    ).plans.page.sets,
);

function joined(name: string, text: string): unknown {
  return PLANS.map((sets) => joinHeaders(sets, new Map([[name, text]]), 'bm9uY2U'));
}

function pageOf(type: string): Response {
  const response = new Response('');
  response.headers.set('content-type', type);
  return response;
}

function reportOf(text: string): unknown {
  const source = `https://a.example/${text}`;
  return [source, text].map((url) => ({
    'csp-report': {
      'document-uri': source,
      'violated-directive': 'script-src',
      'blocked-uri': url,
      'source-file': url,
      'script-sample': text,
    },
  }));
}

const OWN_TOKEN = { type: 'admin+jwt', audience: 'acme-edge', maxLifetimeSeconds: 300, nowSeconds: 1_790_000_000 };

describe('takes linear time', () => {
  const texts = awkwardTexts(CHARACTERS);
  const harmless = harmlessText(CHARACTERS);

  test.each(Object.entries(PARSERS))('%s', async (_name, parse) => {
    const allowed = FACTOR * (await cpuMicros(parse, harmless)) + FLOOR_MICROS;
    for (const [shape, text] of texts) expect(await cpuMicros(parse, text, allowed), shape).toBeLessThan(allowed);
  });
});

const engine = engineOf();

function decideNaming(name: string, value: string): unknown {
  return decisionSteps.route(engine, createDecision(requestOf({ naming: [{ name, value }] })));
}

/** The least that any run took: whatever else the machine does only adds. @param enough ends the search early */
async function cpuMicros(parse: Parser, text: string, enough = 0): Promise<number> {
  let least = Number.POSITIVE_INFINITY;
  for (let run = 0; run < RUNS && least >= enough; run += 1) {
    const before = process.cpuUsage();
    await parse(text);
    const { user, system } = process.cpuUsage(before);
    least = Math.min(least, user + system);
  }
  return least;
}

function addressOf(headers: Readonly<Record<string, string>>, cf: object = {}, header = 'x-forwarded-for'): unknown {
  const request = new Request('https://a.example/', { headers });
  Object.defineProperty(request, 'cf', { value: cf });
  return createClientReader({ kind: 'header', header, trustedProxies })(request);
}

function readAll(target: ReturnType<typeof canonicalTarget>): unknown {
  return 'reason' in target ? target : readingsOf(target);
}

function matchTarget(target: ReturnType<typeof canonicalTarget>): unknown {
  return 'reason' in target ? target : matchRoute(target.path, 'GET');
}
