import { AccessError } from '../access.ts';

/** An answer with problem details (RFC 9457), for any server. */
export interface Problem {
  readonly status: 401 | 403;
  readonly headers: Readonly<Record<string, string>>;
  /** JSON. */
  readonly body: string;
}

/** The one answer to a request without a valid context. It says nothing about the cause. */
export const CONTEXT_REQUIRED: Problem = problem(
  401,
  'context_required',
  'This app only answers requests that come through its gateway.',
);

/** The answer to an {@link AccessError}; `null` for any other error, which is not ours to answer. */
export function accessProblem(error: unknown): Problem | null {
  return error instanceof AccessError ? problem(error.status, error.publicCode, error.message) : null;
}

function problem(status: 401 | 403, code: string, title: string): Problem {
  return Object.freeze({
    status,
    headers: Object.freeze({
      'content-type': 'application/problem+json',
      'cache-control': 'no-store',
      // RFC 9110 section 11.6.1: a 401 names how to authenticate.
      ...(status === 401 && { 'www-authenticate': 'Portcullis' }),
    }),
    body: JSON.stringify({ type: `urn:portcullis:problem:${code}`, title, status, code }),
  });
}
