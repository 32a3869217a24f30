import { csp, differs, type KeyOrder, LOOSENED, loosens, NEUTRAL } from './case.ts';

/** Keys of the security headers. */
export const HEADERS_ORDERS = {
  headers: {
    told: 'order',
    looser: 'by the header that is sent, for each route: each value by its key below, and any header gone',
    cases: [loosens('headers', 'strict', { frameAncestors: ["'self'"] })],
  },
  'headers.profile': {
    told: 'order',
    looser: 'by the headers that come of it',
    cases: [loosens('headers', { profile: 'strict' }, csp('img-src', "'self'", 'data:', 'https:'))],
  },
  'headers.frameAncestors': {
    told: 'order',
    looser: 'any site more',
    cases: [
      loosens('headers', { frameAncestors: ["'self'"] }, { frameAncestors: ["'self'", 'https://a.example.com'] }),
      loosens(
        'headers',
        { frameAncestors: ['https://b.a.example.com'] },
        { frameAncestors: ['https://*.a.example.com'] },
      ),
      differs('headers', { frameAncestors: ['https://a.example.com'] }, { frameAncestors: ["'self'"] }),
    ],
  },
  'headers.csp': {
    told: 'order',
    looser: 'any source more, compared as browsers do: with `default-src` where a directive is missing',
    cases: [
      loosens('headers', 'strict', csp('script-src', "'self'", 'https://cdn.example.com')),
      loosens('headers', csp('img-src', 'https://a.example.com'), csp('img-src', 'https:')),
      loosens('headers', csp('script-src', 'https://a.example.com/js/'), csp('script-src', 'https://a.example.com')),
      // Beside 'strict-dynamic', hosts are nothing.
      differs(
        'headers',
        csp('script-src', "'self'", "'strict-dynamic'", `'sha256-${'a'.repeat(43)}='`),
        csp('script-src', "'self'", `'sha256-${'a'.repeat(43)}='`),
      ),
      // Beside a hash, 'unsafe-inline' is nothing.
      [
        'headers',
        csp('style-src', "'unsafe-inline'"),
        csp('style-src', "'unsafe-inline'", `'sha256-${'a'.repeat(43)}='`),
        LOOSENED,
        LOOSENED,
      ],
      ['headers', csp('font-src', "'self'"), 'strict', NEUTRAL, NEUTRAL],
      loosens('headers', 'strict', csp('font-src', "'self'", 'data:')),
      loosens('headers', csp('child-src', "'none'"), 'strict'),
    ],
  },
  'headers.permissions': {
    told: 'order',
    looser: 'any site more, or a feature that is not named any longer',
    cases: [
      loosens('headers', 'strict', { permissions: { camera: ['self'] } }),
      loosens('headers', { permissions: { fullscreen: [] } }, 'strict'),
    ],
  },
  'headers.referrerPolicy': {
    told: 'order',
    looser: '`no-referrer` → `same-origin` → `strict-origin` → `strict-origin-when-cross-origin`',
    cases: [
      loosens('headers', { referrerPolicy: 'no-referrer' }, { referrerPolicy: 'same-origin' }),
      loosens('headers', { referrerPolicy: 'strict-origin' }, 'strict'),
    ],
  },
  'headers.crossOriginOpenerPolicy': {
    told: 'order',
    looser: '`same-origin` → `same-origin-allow-popups` → `unsafe-none`',
    cases: [
      loosens(
        'headers',
        { crossOriginOpenerPolicy: 'same-origin-allow-popups' },
        { crossOriginOpenerPolicy: 'unsafe-none' },
      ),
    ],
  },
  'headers.crossOriginResourcePolicy': {
    told: 'order',
    looser: '`same-origin` → `same-site` → `cross-origin`',
    cases: [loosens('headers', 'strict', { crossOriginResourcePolicy: 'same-site' })],
  },
  cookies: {
    told: 'order',
    looser: 'by its key',
    cases: [loosens('cookies', undefined, { domain: 'keep' })],
  },
  'cookies.domain': {
    told: 'order',
    looser: '`host` → `keep`',
    cases: [loosens('cookies', { domain: 'host' }, { domain: 'keep' })],
  },
} as const satisfies Readonly<Record<string, KeyOrder>>;
