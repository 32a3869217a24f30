import { strictestFrameOptions } from './frame-options.ts';
import { strictestHsts } from './hsts.ts';
import { strictestIntegrity } from './integrity-policy.ts';
import { stricterItemOf, stricterOf } from './ladder.ts';
import { strictestPermissions } from './permissions-policy.ts';
import { strictestReferrerPolicy } from './referrer-policy.ts';
import type { Strictest } from './strictest.ts';

export { parseFrameOptions } from './frame-options.ts';
export { formatHsts } from './hsts.ts';
export { formatPermissions, parsePermissions } from './permissions-policy.ts';

/** Headers of which a browser heeds one value, and what becomes of two. */
export const STRICTEST = {
  'strict-transport-security': strictestHsts,
  'x-frame-options': strictestFrameOptions,
  // It has one value.
  'x-content-type-options': (_, ours) => ours,
  'referrer-policy': strictestReferrerPolicy,
  'permissions-policy': strictestPermissions,
  // `noopener-allow-popups` cuts openers of the same origin off too, but lets pop-ups be: there is no value for both.
  'cross-origin-opener-policy': stricterItemOf(
    'same-origin',
    'noopener-allow-popups',
    'same-origin-allow-popups',
    'unsafe-none',
  ),
  'cross-origin-embedder-policy': stricterItemOf('require-corp', 'credentialless', 'unsafe-none'),
  'cross-origin-resource-policy': stricterOf('same-origin', 'same-site', 'cross-origin'),
  'origin-agent-cluster': stricterOf('?1', '?0'),
  'x-permitted-cross-domain-policies': stricterOf(
    'none',
    'none-this-response',
    'master-only',
    'by-content-type',
    'by-ftp-filename',
    'all',
  ),
  'integrity-policy': strictestIntegrity,
} as const satisfies Readonly<Record<string, Strictest>>;

export type OrderedHeader = keyof typeof STRICTEST;

export function isOrdered(name: string): name is OrderedHeader {
  return Object.hasOwn(STRICTEST, name);
}
