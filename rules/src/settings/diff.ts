import type { MemberOrder } from './member-order.ts';
import type { Setting, Settings } from './policy.ts';
import { SETTINGS } from './registry.ts';

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
  mode: true,
  headers: true,
};

/** How every compiled setting compares, in the order of reports. */
export const settingOrders: { readonly [M in keyof Settings]: MemberOrder<M> } = Object.assign(
  {},
  ...Object.keys(REPORTED).map((key) => SETTINGS[key as Setting].diff),
);
