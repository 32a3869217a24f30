import { csp, differs, type KeyOrder, LOOSENED, loosens, NEUTRAL, NONE } from './case.ts';

const nonced = csp('script-src', "'self'", "'nonce'") as object;

const placed = (placeholder: string): object => ({ nonce: { placeholder }, ...nonced });

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
    cases: [
      loosens('headers', { profile: 'strict' }, csp('img-src', "'self'", 'data:', 'https:')),
      loosens('headers', 'strict', 'app'),
      loosens('headers', 'app', 'legacy'),
      loosens('headers', 'download', 'api'),
    ],
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
      loosens('headers', 'strict', csp('child-src', "'self'")),
      loosens('headers', 'strict', csp('script-src', "'self'", "'unsafe-inline'")),
      loosens('headers', 'strict', { csp: 'origin' }),
      loosens('headers', { csp: 'origin' }, { csp: 'none' }),
      loosens('headers', csp('sandbox'), 'strict'),
      loosens('headers', 'strict', csp('font-src', "'self'", 'data:')),
      ['headers', csp('child-src', "'none'"), 'strict', NEUTRAL, NEUTRAL],
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
    looser: 'any policy that reveals more, to the same site or to others',
    cases: [
      loosens('headers', { referrerPolicy: 'no-referrer' }, { referrerPolicy: 'same-origin' }),
      loosens('headers', { referrerPolicy: 'strict-origin' }, 'strict'),
    ],
  },
  'headers.contentTypeOptions': {
    told: 'order',
    looser: '`nosniff` → `origin` → `none`',
    cases: [
      loosens('headers', 'strict', { contentTypeOptions: 'origin' }),
      loosens('headers', { contentTypeOptions: 'origin' }, { contentTypeOptions: 'none' }),
    ],
  },
  'headers.crossDomainPolicies': {
    told: 'order',
    looser: '`forbidden` → `origin`',
    cases: [loosens('headers', 'strict', { crossDomainPolicies: 'origin' })],
  },
  'headers.crossOriginEmbedderPolicy': {
    told: 'order',
    looser: '`require-corp` → `credentialless` → `unsafe-none` → `origin` → `none`',
    cases: [
      loosens(
        'headers',
        { crossOriginEmbedderPolicy: 'require-corp' },
        { crossOriginEmbedderPolicy: 'credentialless' },
      ),
      loosens('headers', { crossOriginEmbedderPolicy: 'credentialless' }, 'strict'),
    ],
  },
  'headers.disposition': {
    told: 'order',
    looser: '`attachment` → `origin`',
    cases: [loosens('headers', 'download', { profile: 'download', disposition: 'origin' })],
  },
  'headers.documentPolicy': {
    told: 'order',
    looser: 'any other',
    cases: [
      differs('headers', { documentPolicy: 'document-write=?0' }, { documentPolicy: 'document-write=?1' }),
      loosens('headers', { documentPolicy: 'document-write=?0' }, 'strict'),
    ],
  },
  'headers.integrity': {
    told: 'order',
    looser: 'any kind less',
    cases: [loosens('headers', { integrity: ['script', 'style'] }, { integrity: ['script'] })],
  },
  'headers.nonce': {
    told: 'order',
    looser: '`context` → `placeholder`',
    cases: [
      loosens(
        'headers',
        { nonce: 'context', ...nonced },
        { nonce: { placeholder: 'a1b2c3d4e5f6a7b8c9d0e1f2' }, ...nonced },
      ),
      loosens('headers', 'strict', nonced),
    ],
  },
  'headers.nonce.placeholder': {
    told: 'neither',
    looser: 'neutral: one secret text is as good as another',
    cases: [['headers', placed('a1b2c3d4e5f6a7b8c9d0e1f2'), placed('f1b2c3d4e5f6a7b8c9d0e1f2'), NONE, NONE]],
  },
  'headers.originAgentCluster': {
    told: 'order',
    looser: '`true` → `false`',
    cases: [loosens('headers', 'strict', { originAgentCluster: false })],
  },
  'headers.remove': {
    told: 'order',
    looser: 'a policy of the app more, or any other header less',
    cases: [
      loosens('headers', 'strict', { remove: ['X-Frame-Options'] }),
      loosens('headers', { remove: ['X-Version'] }, 'strict'),
    ],
  },
  'headers.reportOnly': {
    told: 'neither',
    looser: 'neutral: nothing is stopped',
    cases: [['headers', 'strict', { reportOnly: 'api' }, NEUTRAL, NEUTRAL]],
  },
  'headers.reportOnly.csp': {
    told: 'neither',
    looser: 'neutral',
    cases: [['headers', 'strict', { reportOnly: { csp: { 'script-src': ["'none'"] } } }, NEUTRAL, NEUTRAL]],
  },
  'headers.reportOnly.crossOriginOpenerPolicy': {
    told: 'neither',
    looser: 'neutral',
    cases: [
      ['headers', 'app', { profile: 'app', reportOnly: { crossOriginOpenerPolicy: 'same-origin' } }, NEUTRAL, NEUTRAL],
    ],
  },
  'headers.reportOnly.crossOriginEmbedderPolicy': {
    told: 'neither',
    looser: 'neutral',
    cases: [['headers', 'strict', { reportOnly: { crossOriginEmbedderPolicy: 'require-corp' } }, NEUTRAL, NEUTRAL]],
  },
  'headers.reportOnly.integrity': {
    told: 'neither',
    looser: 'neutral',
    cases: [['headers', 'strict', { reportOnly: { integrity: ['script'] } }, NEUTRAL, NEUTRAL]],
  },
  'headers.robots': {
    told: 'order',
    looser: 'any word less',
    cases: [loosens('headers', { robots: ['noindex'] }, 'strict')],
  },
  'headers.set': {
    told: 'order',
    looser: 'any other: what a header of one’s own means is not known',
    cases: [differs('headers', { set: { 'X-Version': '1' } }, { set: { 'X-Version': '2' } })],
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
} as const satisfies Readonly<Record<string, KeyOrder>>;
