import {
  BASE,
  CLOSED_AND_TIGHTENED,
  cors,
  credentialed,
  differs,
  type KeyOrder,
  LOOSENED_AND_NEUTRAL,
  loosens,
  NEUTRAL,
  NONE,
  OPENED_AND_LOOSENED,
  opens,
  TIGHTENED_AND_NEUTRAL,
} from './case.ts';

/** Keys of a route, but for who may pass. */
export const ROUTES_ORDERS = {
  routes: {
    told: 'access',
    looser: 'requests that a route lets pass',
    cases: [opens('routes.1', undefined, BASE.routes[1])],
  },
  'routes.id': {
    told: 'order',
    looser: 'neutral; with a limit by `route`, any other: its count restarts',
    cases: [['routes.0.id', 'app', 'main', NONE, NONE]],
  },
  'routes.host': {
    told: 'access',
    looser: 'hosts',
    cases: [opens('routes.0.host', 'app.example.com', ['app.example.com', '{tenant}.app.example.com'])],
  },
  'routes.routes': {
    told: 'access',
    looser: 'requests that a route of the group lets pass',
    cases: [opens('routes.1', undefined, { host: 'app.example.com', routes: [BASE.routes[1]] })],
  },
  'routes.path': { told: 'access', looser: 'paths', cases: [opens('routes.0.path', '/app/{x}', '/app/**')] },
  'routes.methods': {
    told: 'access',
    looser: 'methods',
    cases: [opens('routes.0.methods', ['GET'], ['GET', 'DELETE'])],
  },
  'routes.origin': {
    told: 'order',
    looser: 'any other',
    cases: [differs('routes.0.origin', 'app', 'other')],
  },
  'routes.signIn': {
    told: 'order',
    looser:
      '`false` → `true` on a route with `host` → on one without: the session counts at every host; providers as `signIn`',
    cases: [
      loosens('routes.1.signIn', undefined, true),
      ['routes.0.signIn', undefined, 'okta', LOOSENED_AND_NEUTRAL, TIGHTENED_AND_NEUTRAL],
    ],
  },
  'routes.limits': {
    told: 'order',
    looser: 'any limit gone or replaced',
    cases: [
      loosens('routes.0.limits', ['person', 'client'], ['person']),
      loosens('routes.0.limits', ['person'], undefined),
      differs('routes.0.limits', ['person'], ['client']),
    ],
  },
  'routes.revocation': {
    told: 'order',
    looser: '`strict` → `within 1s`',
    cases: [loosens('routes.0.revocation', 'strict', undefined)],
  },
  'routes.whenStateUnavailable': {
    told: 'order',
    looser: '`closed` → `stale` → `open`',
    cases: [
      loosens('routes.0.whenStateUnavailable', undefined, 'open'),
      loosens('routes.0.whenStateUnavailable', 'closed', { stale: '1s' }),
      loosens('routes.0.whenStateUnavailable', { stale: '10m' }, 'open'),
    ],
  },
  'routes.whenStateUnavailable.stale': {
    told: 'order',
    looser: 'longer',
    cases: [loosens('routes.0.whenStateUnavailable', { stale: '10s' }, { stale: '1m' })],
  },
  'routes.audit': {
    told: 'order',
    looser: '`required` → `requests` → `refusals`',
    cases: [loosens('routes.0.audit', 'required', 'requests'), loosens('routes.0.audit', 'requests', undefined)],
  },
  'routes.requestHeaders': {
    told: 'order',
    looser: 'larger',
    cases: [loosens('routes.0.requestHeaders', '8KiB', undefined)],
  },
  'routes.body': { told: 'order', looser: 'larger', cases: [loosens('routes.0.body', undefined, '2GiB')] },
  'routes.timeout': {
    told: 'order',
    looser: "longer; without it, the origin's",
    cases: [loosens('routes.0.timeout', undefined, '31s'), ['routes.0.timeout', undefined, '30s', NEUTRAL, NEUTRAL]],
  },
  'routes.cache': {
    told: 'order',
    looser: '`private` → `origin`',
    cases: [loosens('routes.0.cache', undefined, 'origin')],
  },
  'routes.actAsBanner': {
    told: 'order',
    looser: '`shown` → `none`',
    cases: [loosens('routes.0.actAsBanner', undefined, 'none')],
  },
  'routes.cors': { told: 'both', looser: 'by its keys', cases: [opens('routes.1.cors', undefined, cors({}))] },
  'routes.cors.origins': {
    told: 'both',
    looser: 'pages that may call and read; `any` beside them',
    cases: [
      opens('routes.1.cors', cors({}), cors({ origins: ['https://portal.example.com', 'https://b.example.com'] })),
      ['routes.1.cors', cors({}), { origins: 'any' }, OPENED_AND_LOOSENED, CLOSED_AND_TIGHTENED],
    ],
  },
  'routes.cors.credentials': {
    told: 'both',
    looser: 'calls that carry the session',
    cases: [
      // Sessions of another tenant than the host's count from then on, and are refused.
      [
        'routes.1.cors',
        cors({}),
        credentialed({}),
        ['opened', 'closed', 'loosened'],
        ['opened', 'closed', 'tightened'],
      ],
    ],
  },
  'routes.cors.headers': {
    told: 'both',
    looser: 'any header more',
    cases: [
      [
        'routes.0.cors',
        credentialed({}),
        credentialed({ headers: ['x-a'] }),
        ['opened', 'loosened'],
        ['closed', 'tightened'],
      ],
    ],
  },
  'routes.cors.expose': {
    told: 'order',
    looser: 'any header more',
    cases: [loosens('routes.0.cors', credentialed({}), credentialed({ expose: ['x-a'] }))],
  },
  'routes.cors.maxAge': {
    told: 'order',
    looser: 'longer',
    cases: [loosens('routes.0.cors', credentialed({}), credentialed({ maxAge: '1d' }))],
  },
  'routes.crossSite': {
    told: 'both',
    looser: 'by its keys',
    cases: [['routes.2.crossSite', undefined, { formPosts: 'any' }, OPENED_AND_LOOSENED, CLOSED_AND_TIGHTENED]],
  },
  'routes.crossSite.formPosts': {
    told: 'both',
    looser: 'pages whose forms pass; `any` beside them',
    cases: [
      opens(
        'routes.2.crossSite',
        { formPosts: ['https://idp.example.com'] },
        { formPosts: ['https://idp.example.com', 'null'] },
      ),
      [
        'routes.2.crossSite',
        { formPosts: ['https://idp.example.com'] },
        { formPosts: 'any' },
        OPENED_AND_LOOSENED,
        CLOSED_AND_TIGHTENED,
      ],
    ],
  },
  'routes.spelling': {
    told: 'order',
    looser: 'by its keys',
    cases: [loosens('routes.0.spelling', undefined, { encodedSlash: 'keep' })],
  },
  'routes.spelling.encodedSlash': {
    told: 'order',
    looser: '`strict` → `keep`',
    cases: [loosens('routes.0.spelling', { dots: 'keep' }, { dots: 'keep', encodedSlash: 'keep' })],
  },
  'routes.spelling.encodedDelimiters': {
    told: 'order',
    looser: '`strict` → `keep`',
    cases: [loosens('routes.0.spelling', { encodedDelimiters: 'strict' }, { encodedDelimiters: 'keep' })],
  },
  'routes.spelling.dots': {
    told: 'order',
    looser: '`strict` → `keep`',
    cases: [loosens('routes.0.spelling', { dots: 'strict' }, { dots: 'keep' })],
  },
  'routes.spelling.semicolons': {
    told: 'order',
    looser: '`strict` → `keep`',
    cases: [loosens('routes.0.spelling', { semicolons: 'strict' }, { semicolons: 'keep' })],
  },
  'routes.spelling.nonUtf8': {
    told: 'order',
    looser: '`strict` → `keep`',
    cases: [loosens('routes.0.spelling', { nonUtf8: 'strict' }, { nonUtf8: 'keep' })],
  },
  'routes.headers': {
    told: 'order',
    looser: 'as `headers`',
    cases: [loosens('routes.0.headers', undefined, { frameAncestors: ["'self'"] })],
  },
  'routes.mode': {
    told: 'both',
    looser: 'any control more that is only observed',
    cases: [
      loosens('routes.0.mode', undefined, { limits: 'observe' }),
      ['routes.0.mode', undefined, { roles: 'observe' }, OPENED_AND_LOOSENED, CLOSED_AND_TIGHTENED],
    ],
  },
} as const satisfies Readonly<Record<string, KeyOrder>>;
