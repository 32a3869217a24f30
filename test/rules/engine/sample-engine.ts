import {
  type Address,
  compileRanges,
  createDecision,
  createEngine,
  type Engine,
  parseAddress,
  parsePrefix,
  type RequestFacts,
  type RoutedDecision,
  type Session,
} from '@portcullis/rules/engine';
import {
  type Access,
  type AddressRanges,
  type Conditions,
  DEFAULT_COOKIES,
  type HostPattern,
  type LimitRule,
  NO_RESPONSE_POLICY,
  type PathSegment,
  POLICY_FORMAT,
  type Policy,
  type RouteRule,
} from '@portcullis/rules/policy';
import { CONDITION_MODULES } from '../../../rules/src/controls/conditions/registry.ts';

/** Time of every decision, seconds since the epoch. */
export const NOW = 1_790_000_000;

/** A route with the given pattern: every role may use it, nothing else is asked. */
export function routeOf(path: string, changes: Partial<RouteRule> = {}): RouteRule {
  return {
    id: path,
    hosts: null,
    path,
    segments: segmentsOf(path),
    methods: ['GET', 'HEAD', 'POST'],
    access: rolesAccess(),
    origin: 'app',
    signIn: false,
    providers: [],
    limits: [],
    revocation: 'within-1s',
    whenStateUnavailable: { kind: 'closed' },
    audit: 'refusals',
    maxBodyBytes: 1024,
    maxHeaderBytes: 32 * 1024,
    timeoutMs: null,
    cache: 'private',
    cookies: DEFAULT_COOKIES,
    cors: null,
    formPosts: [],
    spelling: [],
    observe: [],
    headers: NO_RESPONSE_POLICY,
    actAsBanner: 'shown',
    at: `rules.yaml:${path}`,
    lines: {},
    ...changes,
  };
}

export function segmentsOf(path: string): PathSegment[] {
  return path
    .split('/')
    .filter((part) => part !== '')
    .map((part) => {
      if (part === '**') return { kind: 'rest' };
      if (part === '*') return { kind: 'any', name: null };
      return part.startsWith('{') ? { kind: 'any', name: part.slice(1, -1) } : { kind: 'literal', value: part };
    });
}

export const anyone: Access = { kind: 'public', addresses: null, conditions: null };

export function rolesAccess(
  changes: Partial<Exclude<Access, { kind: 'public' }>> = {},
): Exclude<Access, { kind: 'public' }> {
  return {
    kind: 'roles',
    credentials: ['session'],
    roles: 'any',
    stepUp: null,
    addresses: null,
    actAs: 'allowed',
    conditions: null,
    ...changes,
  };
}

/** Conditions that always hold. */
export const NO_CONDITIONS: Conditions = Object.assign({}, ...CONDITION_MODULES.map(({ unstated }) => unstated));

/** One request a minute from each address, counted exactly. */
export function limitOf(id: string, changes: Partial<LimitRule> = {}): LimitRule {
  return {
    id,
    quota: 1,
    windowSeconds: 60,
    by: ['address'],
    ipv6PrefixLength: 64,
    counting: 'exact',
    count: 'all',
    at: 'rules.yaml:7',
    ...changes,
  };
}

export function hostOf(pattern: string): HostPattern {
  const [name = '', port] = pattern.split(':');
  return {
    pattern,
    labels: name.split('.').map((label) => (label === '{tenant}' ? null : label)),
    port: port === undefined ? null : Number(port),
    at: 'rules.yaml:3',
  };
}

export function rangesOf(...prefixes: string[]): AddressRanges {
  return compileRanges(
    prefixes.map((text) => {
      const prefix = parsePrefix(text);
      if ('problem' in prefix) throw new TypeError(`${text}: ${prefix.problem.kind}`);
      return prefix;
    }),
  );
}

export function addressOf(text: string): Address {
  const address = parseAddress(text);
  if (address === null) throw new TypeError(`${text} is no address`);
  return address;
}

/** Rules with one tenant host, one plain host, three roles and the address lists `office` and `blocked`. */
export function policyOf(changes: Partial<Policy> = {}): Policy {
  return {
    format: POLICY_FORMAT,
    digest: '0'.repeat(64),
    hsts: { value: 'max-age=63072000; includeSubDomains', at: 'rules.yaml:9' },
    gateway: 'acme-edge',
    hosts: [hostOf('{tenant}.app.example'), hostOf('app.example')],
    clientAddress: { kind: 'cloudflare' },
    roles: ['owner', 'reader', 'driver'],
    addresses: {
      office: rangesOf('203.0.113.0/24', '2001:db8:1::/48'),
      blocked: rangesOf('198.51.100.0/24', '2001:db8:bad::/48'),
    },
    limits: {},
    origins: {
      app: {
        id: 'app',
        target: { kind: 'url', url: 'https://origin.example' },
        host: 'origin',
        network: 'public',
        certificate: null,
        path: null,
        headers: null,
        forwarded: false,
        identity: null,
        keys: 'ORIGIN_APP_KEYS',
        context: 'HS256',
        timeoutMs: 1000,
        may: [],
        at: 'rules.yaml:9',
      },
    },
    session: { lifetimeSeconds: 900, renew: null, at: 'rules.yaml:10' },
    providers: {},
    issuers: {},
    tenantIdentity: null,
    tokens: null,
    state: { deadlineMs: 250, at: 'rules.yaml:11' },
    deny: { addresses: [], at: 'rules.yaml:11' },
    routes: [routeOf('/**')],
    ...changes,
  };
}

export function engineOf(changes: Partial<Policy> = {}): Engine {
  return createEngine(policyOf(changes), { development: false });
}

/** `GET https://acme.app.example/x` from the office, sent by no browser. */
export function requestOf(changes: Partial<RequestFacts> = {}): RequestFacts {
  return {
    method: 'GET',
    target: { scheme: 'https', host: 'acme.app.example', path: '/x', query: '' },
    address: addressOf('203.0.113.7'),
    upgradesToWebSocket: false,
    fetchSite: null,
    fetchMode: null,
    fetchDest: null,
    origin: null,
    postsForm: false,
    requestedMethod: null,
    requestedHeaders: null,
    naming: [],
    announcedBodyBytes: 0,
    headerBytes: 0,
    headerCount: 0,
    tlsVersion: 'TLSv1.3',
    country: null,
    asn: null,
    nowSeconds: NOW,
    ...changes,
  };
}

/** User `u1` of tenant `acme`, an owner who signed in a minute ago with a password alone. */
export function sessionWith(changes: Partial<Session> = {}): Session {
  return {
    user: 'u1',
    tenant: 'acme',
    roles: ['owner'],
    id: 's1',
    issuedAtSeconds: NOW - 60,
    expiresAtSeconds: NOW + 600,
    authenticatedAtSeconds: NOW - 60,
    authenticationMethods: ['pwd'],
    actAs: null,
    ...changes,
  };
}

/** A decision that has come as far as `authorize`: route and tenant found, session read. */
export function decisionAt(
  route: RouteRule,
  changes: { request?: Partial<RequestFacts>; session?: Partial<Session> | null; urlTenant?: string | null } = {},
): RoutedDecision {
  const decision = Object.assign(createDecision(requestOf(changes.request)), { route });
  decision.urlTenant = changes.urlTenant === undefined ? 'acme' : changes.urlTenant;
  if (changes.session !== null) decision.session = { kind: 'verified', session: sessionWith(changes.session) };
  return decision;
}
