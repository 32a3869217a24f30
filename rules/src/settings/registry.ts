import { actAsBanner } from './act-as-banner/index.ts';
import { audit } from './audit/index.ts';
import { body } from './body/index.ts';
import { cache } from './cache/index.ts';
import { cookies } from './cookies/index.ts';
import { cors } from './cors/index.ts';
import { crossSite } from './cross-site/index.ts';
import type { FileSetting } from './file-defaults.ts';
import { headers } from './headers/index.ts';
import { limits } from './limits/index.ts';
import { mode } from './mode/index.ts';
import type { SettingModule } from './module.ts';
import { origin } from './origin/index.ts';
import type { Setting } from './policy.ts';
import { requestHeaders } from './request-headers/index.ts';
import { revocation } from './revocation/index.ts';
import { signIn } from './sign-in/index.ts';
import { spelling } from './spelling/index.ts';
import { timeout } from './timeout/index.ts';
import { whenStateUnavailable } from './when-state-unavailable/index.ts';

/** Every setting of a route, in the order of the rules. */
export const SETTINGS = {
  origin,
  signIn,
  limits,
  revocation,
  whenStateUnavailable,
  audit,
  requestHeaders,
  body,
  timeout,
  cache,
  cookies,
  cors,
  crossSite,
  spelling,
  headers,
  actAsBanner,
  mode,
} satisfies { readonly [S in Setting]: SettingModule<S> };

/** The order of reports: what comes with a request, then what becomes of the answer. */
const REPORTED: { readonly [S in Setting]: true } = {
  origin: true,
  signIn: true,
  limits: true,
  revocation: true,
  whenStateUnavailable: true,
  audit: true,
  body: true,
  requestHeaders: true,
  timeout: true,
  cache: true,
  cookies: true,
  cors: true,
  crossSite: true,
  spelling: true,
  mode: true,
  headers: true,
  actAsBanner: true,
};

/** Every setting, in the order of reports. */
export const REPORTED_SETTINGS = Object.keys(REPORTED) as readonly Setting[];

/** The settings that may also stand at the top of the file, in the order in which they stand there. */
export const FILE_SETTINGS = { signIn, headers, cookies } satisfies { readonly [S in FileSetting]: SettingModule<S> };

export const FILE_SETTING_KEYS = Object.keys(FILE_SETTINGS) as readonly FileSetting[];
