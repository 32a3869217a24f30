import { expect } from 'vitest';
import type { Reply } from './client.ts';
import type { RawResponse } from './raw-http.ts';

/** Headers that every answer of the gateway carries. Written out here: a test that took the source's own would believe it. */
const REFUSAL_HEADERS: Readonly<Record<string, string | RegExp>> = {
  'strict-transport-security': 'max-age=63072000; includeSubDomains',
  'content-security-policy':
    /^default-src 'none'; style-src 'sha256-[A-Za-z0-9+/]{43}='(?: 'nonce-[A-Za-z0-9+/]{24}')?; base-uri 'none'; form-action 'none'; frame-ancestors 'none'$/,
  'x-frame-options': 'DENY',
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
};

/** The answer is the gateway's own refusal, with this status and public code, and hardened like every other answer. */
export function expectRefusal(
  reply: Reply | RawResponse,
  status: number,
  code: string,
  what = '',
  { rulesAreRead = true } = {},
): void {
  const header = (name: string): string | null =>
    'header' in reply ? reply.header(name) : (reply.headers[name] ?? null);
  expect({ status: reply.status, code: header('portcullis-denied') }, what).toEqual({ status, code });
  expect(header('portcullis-request-id'), what).toMatch(/^[0-9a-f]{8}-[0-9a-f-]{27}$/);
  expect(header('cache-control'), what).toBe('no-store');
  for (const [name, value] of Object.entries(REFUSAL_HEADERS)) {
    // How long browsers keep to https is for the rules to say.
    if (name === 'strict-transport-security' && !rulesAreRead) expect(header(name), what).toBeNull();
    else if (typeof value === 'string') expect(header(name), `${what} ${name}`).toBe(value);
    else expect(header(name), `${what} ${name}`).toMatch(value);
  }
}

/** Which of `code`s the refusal has, for lists where more than one answer is right. */
export function deniedCode(reply: RawResponse): string | null {
  return reply.headers['portcullis-denied'] ?? null;
}
