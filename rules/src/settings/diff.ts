import type { MemberOrder } from './member-order.ts';
import type { Settings } from './policy.ts';
import { REPORTED_SETTINGS, SETTINGS } from './registry.ts';

/** How every compiled setting compares, in the order of reports. */
export const settingOrders: { readonly [M in keyof Settings]: MemberOrder<M> } = Object.assign(
  {},
  ...REPORTED_SETTINGS.map((key) => SETTINGS[key].diff),
);
