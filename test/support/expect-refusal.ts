import { expect } from 'vitest';
import type { Reply } from './client.ts';
import type { RawResponse } from './raw-http.ts';

/** Headers that every answer of the gateway carries, refusals too. */
export const SECURITY_HEADERS = [
  'strict-transport-security',
  'content-security-policy',
  'x-frame-options',
  'x-content-type-options',
  'referrer-policy',
  'permissions-policy',
  'cross-origin-opener-policy',
  'cross-origin-resource-policy',
] as const;

/** The answer is the gateway's own refusal, with this status and public code, and hardened like every other answer. */
export function expectRefusal(reply: Reply | RawResponse, status: number, code: string, what = ''): void {
  const header = (name: string): string | null =>
    'header' in reply ? reply.header(name) : (reply.headers[name] ?? null);
  expect({ status: reply.status, code: header('portcullis-denied') }, what).toEqual({ status, code });
  expect(header('portcullis-request-id'), what).toMatch(/^[0-9a-f]{8}-[0-9a-f-]{27}$/);
  expect(header('cache-control'), what).toBe('no-store');
  for (const name of SECURITY_HEADERS) expect(header(name), `${what} ${name}`).not.toBeNull();
}

/** Which of `code`s the refusal has, for lists where more than one answer is right. */
export function deniedCode(reply: RawResponse): string | null {
  return reply.headers['portcullis-denied'] ?? null;
}
