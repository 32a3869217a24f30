import { STYLE_HASH } from './refusal-page.ts';

/** Security headers of everything that the gateway itself answers: refusals and its own endpoints. */
export const GATEWAY_HEADERS: readonly (readonly [name: string, value: string])[] = [
  ['strict-transport-security', 'max-age=63072000; includeSubDomains'],
  [
    'content-security-policy',
    `default-src 'none'; style-src '${STYLE_HASH}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
  ],
  ['x-frame-options', 'DENY'],
  ['x-content-type-options', 'nosniff'],
  ['referrer-policy', 'no-referrer'],
  ['permissions-policy', 'camera=(), geolocation=(), microphone=(), payment=(), usb=()'],
  ['cross-origin-opener-policy', 'same-origin'],
  ['cross-origin-resource-policy', 'same-origin'],
];
