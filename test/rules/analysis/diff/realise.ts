import type { AccessCell, AccessDifference } from '../../../../rules/src/analysis/diff/index.ts';
import { ORIGINS, START } from './random-policies.ts';
import type { RandomRequest } from './random-requests.ts';

/** One of each that an entry names. */
export interface Naming {
  readonly method: string;
  readonly path: string;
  readonly host: string;
  readonly who: string;
  readonly what: string;
}

/** Every combination of what a cell names. */
export function namingsOf({ dimension, what }: AccessDifference, cell: AccessCell): readonly Naming[] {
  return cell.methods.flatMap((method) =>
    cell.paths.flatMap((path) =>
      cell.hosts.flatMap((host) =>
        cell.who.flatMap((who) => {
          // Without a session there is none of another tenant.
          if (who === 'anonymous' && host.includes(OTHER_TENANT)) return [];
          const members = dimension === 'who' ? [who] : dimension === 'hosts' ? [host] : what;
          return members.map((member) => ({ method, path, host, who, what: member }));
        }),
      ),
    ),
  );
}

/** What a naming leaves open, and each value that the rules may tell apart. */
export interface Choices {
  readonly path: readonly string[];
  readonly address: readonly (string | null)[];
  readonly site: readonly Readonly<Record<string, string>>[];
  readonly requestedHeader: readonly (string | null)[];
  readonly tlsVersion: readonly (string | null)[];
  readonly country: readonly (string | null)[];
  readonly asn: readonly (number | null)[];
  readonly nowSeconds: readonly number[];
  readonly age: readonly number[];
  readonly methods: readonly (readonly string[])[];
  readonly actsAs: readonly boolean[];
}

/** One value of each. */
export type Choice = { readonly [K in keyof Choices]: Choices[K][number] };

const NAVIGATES = { 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' };
const FORM = { 'content-type': 'text/plain' };
const OTHER_TENANT = ' with a session of another tenant';
const PREFLIGHT = 'preflight of ';
const NO_ROLE = 'no declared role';
const BY_TOKEN = ' by token';
const HOUR = 3600;
const MINUTES_A_WEEK = 10_080;
/** Minutes at which something of the random rules begins or ends. */
const BOUNDS = [0, 480, 500, 600, 667, 1080, 4320, 5000, 6000, 10_000];
const TIMES = [0, 1, -1].flatMap((week) => BOUNDS.map((minute) => START + 60 * (minute + week * MINUTES_A_WEEK)));
const SITES = [undefined, 'own', ...ORIGINS, 'https://elsewhere.example', 'null'].flatMap((origin) =>
  [undefined, 'same-origin', 'cross-site'].flatMap((fetchSite) =>
    [{}, NAVIGATES, FORM, { ...NAVIGATES, ...FORM }, { upgrade: 'websocket' }].map((mode) => ({
      ...mode,
      ...(origin === undefined ? {} : { origin }),
      ...(fetchSite === undefined ? {} : { 'sec-fetch-site': fetchSite }),
    })),
  ),
);

/**
 * @param networks words of the dimension `addresses`, whose first addresses are among the choices
 * @param likely a request that is tried first
 */
export function choicesOf({ method, path }: Naming, networks: readonly string[], likely: RandomRequest): Choices {
  const { request, session } = likely;
  const isPreflight = method.startsWith(PREFLIGHT);
  const firsts = networks.flatMap((word) => /^([0-9a-f.:]+)\/[0-9]+$/.exec(word)?.[1] ?? []);
  return {
    path: pathsOf(path),
    address: [
      request.address,
      ...firsts,
      ...['203.0.113.5', '203.0.113.200', '10.0.0.1', '10.200.0.1', '10.1.0.1', '192.0.2.1', '2001:db8:1:1::1'],
      ...['2001:db8:2::1', '2001:db8:1::1', '2001:db8:9::1', '::1', null],
    ],
    site: [siteOf(request), ...SITES].filter(({ origin }) => !isPreflight || origin !== undefined),
    requestedHeader: isPreflight ? [null, 'content-type', 'x-a', 'x-b'] : [null],
    tlsVersion: [request.tlsVersion ?? null, 'TLSv1.3', 'TLSv1.2', null],
    country: [request.country ?? null, 'DE', 'AT', 'FR', null],
    asn: [request.asn ?? null, 64_496, 64_497, 64_498, null],
    nowSeconds: [request.nowSeconds, ...TIMES],
    age: [
      session === null ? 0 : request.nowSeconds - session.authenticatedAtSeconds,
      0,
      60,
      61,
      600,
      601,
      900,
      901,
      5000,
    ],
    methods: [session?.authenticationMethods ?? [], ['otp'], ['hwk'], ['pwd'], ['hwk', 'otp'], ['sms'], []],
    actsAs: session?.actAs == null ? [false, true] : [true, false],
  };
}

/** The request that is named, with the rest as chosen. */
export function requestFor({ method, host: hostWord, who }: Naming, choice: Choice): RandomRequest {
  const host = hostWord.replace(OTHER_TENANT, '').replace('{tenant}', 'acme');
  const { site, requestedHeader, nowSeconds, age, path, address, tlsVersion, country, asn } = choice;
  const asked = method.startsWith(PREFLIGHT) ? method.slice(PREFLIGHT.length) : null;
  return {
    request: {
      method: asked === null ? method : 'OPTIONS',
      url: `https://${host}${path}`,
      address,
      headers: {
        ...site,
        ...(site['origin'] === 'own' ? { origin: `https://${host}` } : {}),
        ...(asked === null ? {} : { 'access-control-request-method': asked }),
        ...(requestedHeader === null ? {} : { 'access-control-request-headers': requestedHeader }),
      },
      tlsVersion,
      country,
      asn,
      nowSeconds,
    },
    session:
      who === 'anonymous'
        ? null
        : {
            user: 'u1',
            // Where the host names a tenant, in either version, it does so by its first label.
            tenant: hostWord.includes(OTHER_TENANT) ? 'globex' : (host.split('.')[0] ?? ''),
            // Where no role passes both versions, two do.
            roles: who.startsWith(NO_ROLE) ? [] : who.replaceAll(BY_TOKEN, '').split(' and '),
            id: 's1',
            issuedAtSeconds: nowSeconds - age,
            expiresAtSeconds: nowSeconds + HOUR,
            authenticatedAtSeconds: nowSeconds - age,
            authenticationMethods: choice.methods,
            actAs: choice.actsAs ? { sub: 'support', reason: 'ticket' } : null,
            ...(who.endsWith(BY_TOKEN) ? { token: { scheme: 'bearer', addresses: null } as const } : {}),
          },
  };
}

/** By which headers the request tells its site. */
function siteOf({ url, headers }: RandomRequest['request']): (typeof SITES)[number] {
  const site = Object.entries(headers ?? {}).filter(([name]) => !name.startsWith('access-control-'));
  const own = `https://${new URL(url).host}`;
  return Object.fromEntries(site.map(([name, value]) => [name, value === own ? 'own' : value]));
}

/** Paths of a pattern; words that no rule has stand for its variables. */
function pathsOf(pattern: string): readonly string[] {
  const spelled = / \(with "(.+)" in another spelling\)$/.exec(pattern);
  const plain = pattern
    .slice(0, spelled?.index)
    .replace(/\*\*$/, 'REST')
    .replaceAll(/\*|\{[^}]+\}/g, 'zz');
  const paths = plain.endsWith('REST')
    ? ['zz', 'zz/zz', 'zz/zz/zz', ''].map((rest) => plain.replace('REST', rest).replace(/(.)\/$/, '$1'))
    : [plain];
  const word = spelled?.[1];
  if (word === undefined) return paths;
  return paths.flatMap((path) => {
    const segments = path.split('/');
    return segments.flatMap((segment, index) =>
      segment === word
        ? [word.toUpperCase(), word.toLowerCase()].map((other) => segments.with(index, other).join('/'))
        : [],
    );
  });
}
