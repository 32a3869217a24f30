import { AccessError } from '../access.ts';
import type { NotLetIn } from '../guard.ts';

/** An answer with problem details (RFC 9457), for any server. */
export interface Problem {
  readonly status: 401 | 403 | 503;
  readonly headers: Readonly<Record<string, string>>;
  /** JSON. */
  readonly body: string;
}

/** The answers to all requests that are not let in. Clients read a 401 as "signed out", so the app's own faults are never one. */
export const NOT_LET_IN: Readonly<Record<NotLetIn, Problem>> = {
  refused: problem(401, 'context_required', 'This app only answers requests that come through its gateway.'),
  unavailable: problem(503, 'unavailable', 'This app cannot answer for now.'),
};

/** The answer to an {@link AccessError}; `null` for any other error, which is not ours to answer. */
export function accessProblem(error: unknown): Problem | null {
  return error instanceof AccessError ? problem(error.status, error.publicCode, error.message) : null;
}

function problem(status: Problem['status'], code: string, title: string): Problem {
  return Object.freeze({
    status,
    headers: Object.freeze({
      'content-type': 'application/problem+json',
      'cache-control': 'no-store',
      // RFC 9110 section 11.6.1: a 401 names how to authenticate.
      ...(status === 401 && { 'www-authenticate': 'Portcullis' }),
      ...(status === 503 && { 'retry-after': '1' }),
    }),
    body: JSON.stringify({ type: `urn:portcullis:problem:${code}`, title, status, code }),
  });
}
