/** Codes that a client may see: coarse on purpose, so that a refusal teaches nothing about rules or other tenants. */
export type PublicCode =
  | 'malformed_request'
  | 'unknown_host'
  | 'no_route'
  | 'method_not_allowed'
  | 'https_required'
  | 'session_required'
  | 'step_up_required'
  | 'forbidden'
  | 'rate_limited'
  | 'too_large'
  | 'origin_unreachable'
  | 'origin_timeout'
  | 'unavailable';

/** What the client learns about a refusal. */
export interface PublicAnswer {
  readonly status: 308 | 400 | 401 | 403 | 404 | 405 | 413 | 414 | 421 | 429 | 431 | 502 | 503 | 504;
  readonly code: PublicCode;
}
