import type { Directives, HeaderSettings } from './policy.ts';

/** Features that no app needs unless it says so. Browsers complain of names they do not know: each of these is known. */
export const DENIED_FEATURES = [
  'accelerometer',
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

const NO_FEATURES = Object.fromEntries(DENIED_FEATURES.map((feature) => [feature, []]));
const SELF = ["'self'"];
const NONE = ["'none'"];

const STRICT_CSP: Directives = {
  'default-src': NONE,
  'script-src': SELF,
  'style-src': SELF,
  'img-src': ["'self'", 'data:'],
  'font-src': SELF,
  'connect-src': SELF,
  'media-src': SELF,
  'manifest-src': SELF,
  'worker-src': SELF,
  'frame-src': SELF,
  'form-action': SELF,
  'base-uri': NONE,
  'object-src': NONE,
};

/** Everything from the app's own host, no inline code, no frames around it, no powerful features. */
const strict: HeaderSettings = {
  frameAncestors: NONE,
  csp: STRICT_CSP,
  permissions: NO_FEATURES,
  contentTypeOptions: 'nosniff',
  referrerPolicy: 'strict-origin-when-cross-origin',
  crossOriginOpenerPolicy: 'same-origin',
  crossOriginEmbedderPolicy: 'origin',
  crossOriginResourcePolicy: 'same-origin',
  crossDomainPolicies: 'forbidden',
  originAgentCluster: true,
  documentPolicy: null,
  integrity: [],
  robots: [],
  disposition: 'origin',
  nonce: null,
  reportOnly: null,
  set: {},
  remove: [],
};

/** What apps built with today's tools bear: inline styles, images and workers made by scripts, frames of its own. */
const app: HeaderSettings = {
  ...strict,
  frameAncestors: SELF,
  csp: {
    ...STRICT_CSP,
    'script-src': ["'self'", "'wasm-unsafe-eval'"],
    'style-src': ["'self'", "'unsafe-inline'"],
    'img-src': ["'self'", 'data:', 'blob:'],
    'font-src': ["'self'", 'data:'],
    'media-src': ["'self'", 'data:', 'blob:'],
    'worker-src': ["'self'", 'blob:'],
    'base-uri': SELF,
  },
  crossOriginOpenerPolicy: 'same-origin-allow-popups',
};

/** What an app of any age bears: its own policy is the policy, and gains what it lacks without breaking anything. */
const legacy: HeaderSettings = {
  ...strict,
  frameAncestors: SELF,
  csp: 'origin',
  crossOriginOpenerPolicy: 'origin',
  crossOriginResourcePolicy: 'same-site',
  originAgentCluster: false,
};

/** Answers for programs: should a browser show one, nothing in it runs. */
const api: HeaderSettings = {
  ...strict,
  csp: { 'default-src': NONE, 'base-uri': NONE, 'form-action': NONE, sandbox: [] },
  permissions: {},
  referrerPolicy: 'no-referrer',
  robots: ['noindex'],
};

/** Files that users have brought: saved, never shown, and powerless if they are shown. */
const download: HeaderSettings = { ...api, disposition: 'attachment' };

/** Where rules start from. */
export const PROFILES = { strict, app, legacy, api, download } as const satisfies Readonly<
  Record<string, HeaderSettings>
>;
