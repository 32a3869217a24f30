import {
  type Access,
  ANY_SESSION,
  DEFAULT_COOKIES,
  type LimitRule,
  NO_RESPONSE_POLICY,
  type RouteRule,
} from '../policy/index.ts';
import { DEFAULT_IPV6_PREFIX_LENGTH } from './address/index.ts';
import type { RequestFacts } from './facts.ts';

/** Path prefix of the gateway's own endpoints. The compiler keeps rules away from it. */
export const GATEWAY_PREFIX = '/.portcullis';
/** Endpoints, below the prefix, to which pages and policies of the gateway lead browsers. */
export const BROWSER_ENDPOINTS = {
  reports: '/reports',
  signIn: '/sign-in',
  signOut: '/sign-out',
  signedOut: '/signed-out',
} as const;

/** Path of such an endpoint. */
export function endpointPath(name: keyof typeof BROWSER_ENDPOINTS): string {
  return `${GATEWAY_PREFIX}${BROWSER_ENDPOINTS[name]}`;
}

/** Endpoints, below the prefix, at which browsers show the key that a session is bound to (Device Bound Session Credentials). */
export const DEVICE_ENDPOINTS = { registration: '/device/registration', refresh: '/device/refresh' } as const;

/** Whether a path is the gateway's own, with a route or without. */
export function isGatewayPath(path: string): boolean {
  return path.startsWith('/.') && `/${path.split('/', 2)[1]?.toLowerCase()}` === GATEWAY_PREFIX;
}

/** `origin` of routes that the gateway answers itself. */
export const GATEWAY_ORIGIN = 'portcullis';

/** Longest block of request headers that any route takes. */
export const MAX_HEADER_BYTES = 32 * 1024;
/** Most header names of a request. */
export const MAX_HEADERS = 100;

/** Longest batch of entries that `POST v1/state` takes. */
export const MAX_STATE_BODY_BYTES = 512 * 1024;

/** Whether a request asks how the gateway is: balancers do so under any host, their own address among them. */
export function isHealthQuestion({ method, target }: Pick<RequestFacts, 'method' | 'target'>): boolean {
  return (method === 'GET' || method === 'HEAD') && target.path === `${GATEWAY_PREFIX}/health`;
}

const AT = 'portcullis:built-in';
const anyone: Access = { kind: 'public', addresses: null, conditions: null };
const signedIn: Access = { kind: 'roles', credentials: ['session'], ...ANY_SESSION, addresses: null, conditions: null };
const inPerson: Access = { ...signedIn, actAs: 'never' };

/** Where browsers report what a policy stops: id of the built-in route. */
export const REPORTS_ROUTE = 'portcullis:reports';

/** Where browsers show their keys: ids of the built-in routes. Pages cannot make what is asked for there. */
export const DEVICE_ROUTES: ReadonlySet<string> = new Set([
  'portcullis:device-registration',
  'portcullis:device-refresh',
]);

/** Of requests that say all in their headers. */
const SMALL = { maxBodyBytes: 1024 };

/** Who am I: id of the built-in route. */
export const SESSION_ROUTE = 'portcullis:session';
/** Its query for pages that ask how long the session lives, and must not keep it alive by asking. */
export const PEEK = '?peek';

/** The limit of the admin API. */
export const ADMIN_LIMIT = 'portcullis-admin';

/** The limit of what identity providers send. When a company lets a department go, it comes from one address. */
const SIGNALS_LIMIT = 'portcullis-signals';
/** The limit of directories: Entra ID wants to send 25 requests a second. */
const SCIM_LIMIT = 'portcullis-scim';
/** Longest request of a directory: one may name thousands of members. */
const MAX_SCIM_BODY_BYTES = 512 * 1024;
/** The limit of starts and ends of sign-ins by an identity provider. Many people share the address of an office. */
const SIGN_IN_LIMIT = 'portcullis-sign-in';
/** The limit of lists of sessions. */
const SESSIONS_LIMIT = 'portcullis-sessions';
/** The limit of what browsers send to bind sessions to their keys, and to renew them. Many people share the address of an office. */
const DEVICE_LIMIT = 'portcullis-device';
/** The limit of links to act as a user. */
const ACTING_LIMIT = 'portcullis-act-as';

/** Guessing admin tokens and flooding reports are limited by address in every configuration. */
export const builtInLimits: readonly LimitRule[] = [
  perMinute(ADMIN_LIMIT, 120),
  perMinute('portcullis-reports', 60),
  perMinute(SIGNALS_LIMIT, 1200),
  perMinute(SCIM_LIMIT, 3000),
  perMinute(SIGN_IN_LIMIT, 600),
  perMinute(ACTING_LIMIT, 30),
  perMinute(SESSIONS_LIMIT, 120),
  perMinute(DEVICE_LIMIT, 1200),
];

/** The gateway's own endpoints as routes, so that every step of the pipeline holds for them too. */
export const builtInRoutes: readonly RouteRule[] = [
  builtIn('health', '/health', ['GET', 'HEAD'], anyone),
  builtIn('ready', '/ready', ['GET', 'HEAD'], anyone),
  builtIn('jwks', '/jwks.json', ['GET', 'HEAD'], anyone),
  builtIn('session', '/session', ['GET', 'HEAD'], signedIn),
  builtIn('session-end', '/session', ['DELETE'], signedIn),
  builtIn('session-script', '/session.js', ['GET', 'HEAD'], anyone),
  // A person in another's name neither sees where that one is signed in, nor ends it.
  builtIn('sessions', '/sessions', ['GET', 'HEAD'], inPerson, [SESSIONS_LIMIT]),
  builtIn('sessions-end', '/sessions', ['DELETE'], inPerson, [SESSIONS_LIMIT]),
  builtIn('sign-in', BROWSER_ENDPOINTS.signIn, ['GET', 'HEAD'], anyone, [SIGN_IN_LIMIT]),
  builtIn('sign-in-start', `${BROWSER_ENDPOINTS.signIn}/{provider}`, ['GET'], anyone, [SIGN_IN_LIMIT]),
  builtIn('sign-in-end', `${BROWSER_ENDPOINTS.signIn}/{provider}/callback`, ['GET'], anyone, [SIGN_IN_LIMIT]),
  builtIn('sign-out', BROWSER_ENDPOINTS.signOut, ['POST'], signedIn),
  builtIn('signed-out', BROWSER_ENDPOINTS.signedOut, ['GET', 'HEAD'], anyone),
  // Browsers come without a cookie, once it has run out: what they show is a proof. A redirect would end the binding.
  { ...builtIn('device-registration', DEVICE_ENDPOINTS.registration, ['POST'], anyone, [DEVICE_LIMIT]), ...SMALL },
  { ...builtIn('device-refresh', DEVICE_ENDPOINTS.refresh, ['POST'], anyone, [DEVICE_LIMIT]), ...SMALL },
  builtIn('act-as', '/act-as', ['GET', 'HEAD', 'POST'], anyone, [ACTING_LIMIT]),
  // Where state is away, reports are lost; a page need not know.
  {
    ...builtIn('reports', BROWSER_ENDPOINTS.reports, ['POST'], anyone, ['portcullis-reports']),
    whenStateUnavailable: { kind: 'open' },
  },
  admin('revocations', '/v1/revocations', ['GET', 'HEAD', 'POST']),
  admin('tenant-policy', '/v1/tenants/{tenant}/policy', ['GET', 'HEAD', 'PUT', 'DELETE']),
  admin('tenant-identity', '/v1/tenants/{tenant}/identity', ['GET', 'HEAD', 'PUT', 'DELETE']),
  admin('acting', '/v1/act-as', ['POST']),
  admin('tokens', '/v1/tenants/{tenant}/tokens', ['GET', 'HEAD', 'POST']),
  admin('token', '/v1/tenants/{tenant}/tokens/{id}', ['DELETE']),
  admin('token-rotation', '/v1/tenants/{tenant}/tokens/{id}/rotate', ['POST']),
  admin('acting-list', '/v1/tenants/{tenant}/act-as', ['GET', 'HEAD']),
  admin('tenant-sessions', '/v1/tenants/{tenant}/sessions', ['GET', 'HEAD']),
  admin('guests', '/v1/tenants/{tenant}/guests', ['GET', 'HEAD']),
  admin('tenants', '/v1/tenants', ['GET', 'HEAD']),
  admin('report-counts', '/v1/reports', ['GET', 'HEAD']),
  {
    ...admin('state', '/v1/state', ['GET', 'HEAD', 'POST']),
    maxBodyBytes: MAX_STATE_BODY_BYTES,
  },
  // Read to learn that shared state is away, so it neither counts there nor waits for it. The token is asked for all the same.
  { ...builtIn('metrics', '/v1/metrics', ['GET', 'HEAD'], anyone), whenStateUnavailable: { kind: 'open' } },
  admin('signals-heard', '/v1/signals', ['GET', 'HEAD']),
  // Identity providers sign what they send. Where state is away, nothing can end, so nothing is acknowledged either.
  builtIn('logout', '/signals/{provider}/logout', ['POST'], anyone, [SIGNALS_LIMIT]),
  builtIn('revoke', '/signals/{provider}/revoke', ['POST'], anyone, [SIGNALS_LIMIT]),
  builtIn('events', '/signals/{provider}/events', ['POST'], anyone, [SIGNALS_LIMIT]),
  {
    ...builtIn('scim', '/scim/v2/{provider}/**', ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'], anyone, [
      SCIM_LIMIT,
    ]),
    maxBodyBytes: MAX_SCIM_BODY_BYTES,
  },
];

function perMinute(id: string, quota: number): LimitRule {
  return {
    id,
    quota,
    windowSeconds: 60,
    by: ['address'],
    ipv6PrefixLength: DEFAULT_IPV6_PREFIX_LENGTH,
    counting: 'exact',
    count: 'all',
    at: AT,
  };
}

/**
 * Where the count of calls cannot be asked for, a part of the state that is away must not keep operators from changing what
 * the others hold: the token is asked for all the same, and no guess of one ever succeeds.
 */
function admin(id: string, path: string, methods: readonly string[]): RouteRule {
  return { ...builtIn(id, path, methods, anyone, [ADMIN_LIMIT]), whenStateUnavailable: { kind: 'open' } };
}

function builtIn(
  id: string,
  path: string,
  methods: readonly string[],
  access: Access,
  limits: readonly string[] = [],
): RouteRule {
  const full = `${GATEWAY_PREFIX}${path}`;
  return {
    id: `portcullis:${id}`,
    hosts: null,
    path: full,
    segments: full
      .slice(1)
      .split('/')
      .map((segment) =>
        segment === '**'
          ? { kind: 'rest' }
          : segment.startsWith('{')
            ? { kind: 'any', name: segment.slice(1, -1) }
            : { kind: 'literal', value: segment },
      ),
    methods,
    access,
    origin: GATEWAY_ORIGIN,
    signIn: false,
    providers: [],
    limits,
    revocation: 'strict',
    whenStateUnavailable: { kind: 'closed' },
    audit: 'refusals',
    maxBodyBytes: 64 * 1024,
    maxHeaderBytes: MAX_HEADER_BYTES,
    timeoutMs: null,
    cache: 'origin',
    cookies: DEFAULT_COOKIES,
    cors: null,
    formPosts: [],
    spelling: [],
    observe: [],
    headers: NO_RESPONSE_POLICY,
    actAsBanner: 'shown',
    at: AT,
    lines: {},
  };
}
