import type { HeaderSettings } from './policy.ts';

/** Features that no app needs unless it says so. */
const DENIED_FEATURES = [
  'accelerometer',
  'bluetooth',
  'camera',
  'display-capture',
  'geolocation',
  'gyroscope',
  'hid',
  'idle-detection',
  'local-fonts',
  'magnetometer',
  'microphone',
  'midi',
  'payment',
  'screen-wake-lock',
  'serial',
  'usb',
  'xr-spatial-tracking',
] as const;

/** The profile `strict`: everything from the app's own host, no frames around it, no powerful features. */
export const STRICT: HeaderSettings = {
  frameAncestors: ["'none'"],
  csp: {
    'default-src': ["'self'"],
    'base-uri': ["'none'"],
    'object-src': ["'none'"],
    'form-action': ["'self'"],
    'script-src': ["'self'"],
    'style-src': ["'self'"],
    'img-src': ["'self'", 'data:'],
    'connect-src': ["'self'"],
  },
  permissions: Object.fromEntries(DENIED_FEATURES.map((feature) => [feature, []])),
  referrerPolicy: 'strict-origin-when-cross-origin',
  crossOriginOpenerPolicy: 'same-origin',
  crossOriginResourcePolicy: 'same-origin',
};

const REPORTS_PATH = '/.portcullis/reports';

type RenderedHeaders = readonly (readonly [string, string])[];

/** Most routes have the very same settings: they then share one list. */
const rendered = new WeakMap<HeaderSettings, RenderedHeaders>();

/** The headers in the order in which they are sent, names in lower case. */
export function renderHeaders(settings: HeaderSettings): RenderedHeaders {
  const known = rendered.get(settings);
  if (known !== undefined) return known;
  const headers = headersOf(settings);
  rendered.set(settings, headers);
  return headers;
}

function headersOf(settings: HeaderSettings): RenderedHeaders {
  const headers: (readonly [string, string])[] = [
    ['strict-transport-security', 'max-age=63072000; includeSubDomains'],
    ['content-security-policy', renderCsp(settings)],
  ];
  const frameOptions = frameOptionsOf(settings.frameAncestors);
  if (frameOptions !== null) headers.push(['x-frame-options', frameOptions]);
  headers.push(
    ['x-content-type-options', 'nosniff'],
    ['referrer-policy', settings.referrerPolicy],
    ['permissions-policy', renderPermissions(settings.permissions)],
    ['cross-origin-opener-policy', settings.crossOriginOpenerPolicy],
    ['cross-origin-resource-policy', settings.crossOriginResourcePolicy],
  );
  return headers;
}

function renderCsp(settings: HeaderSettings): string {
  const directives = Object.entries(settings.csp).map(([name, sources]) => `${name} ${sources.join(' ')}`);
  return [...directives, `frame-ancestors ${settings.frameAncestors.join(' ')}`, `report-uri ${REPORTS_PATH}`].join(
    '; ',
  );
}

/** The older header knows two cases only; browsers prefer frame-ancestors, so it is left out for all others. */
function frameOptionsOf(ancestors: readonly string[]): string | null {
  if (ancestors.length !== 1) return null;
  if (ancestors[0] === "'none'") return 'DENY';
  return ancestors[0] === "'self'" ? 'SAMEORIGIN' : null;
}

function renderPermissions(permissions: HeaderSettings['permissions']): string {
  return Object.entries(permissions)
    .map(
      ([feature, allowed]) =>
        `${feature}=(${allowed.map((entry) => (entry === 'self' ? entry : `"${entry}"`)).join(' ')})`,
    )
    .join(', ');
}
