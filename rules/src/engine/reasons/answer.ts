import type { Reason } from './reason.ts';

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

export interface PublicAnswer {
  readonly status: 308 | 400 | 401 | 403 | 404 | 405 | 413 | 414 | 421 | 429 | 431 | 502 | 503 | 504;
  readonly code: PublicCode;
}

/** The one place that turns a reason into what the client is told. */
export function publicAnswer(reason: Reason): PublicAnswer {
  switch (reason) {
    case 'malformed_target':
    case 'malformed_path':
    case 'malformed_host':
    case 'malformed_header':
    case 'body_without_meaning':
    case 'body_unreadable':
    case 'named_resource_malformed':
    case 'admin_body_invalid':
      return { status: 400, code: 'malformed_request' };
    case 'target_too_long':
      return { status: 414, code: 'too_large' };
    case 'headers_too_large':
    case 'context_too_large':
      return { status: 431, code: 'too_large' };
    case 'body_too_large':
      return { status: 413, code: 'too_large' };
    case 'unknown_host':
      return { status: 421, code: 'unknown_host' };
    case 'https_redirected':
      return { status: 308, code: 'https_required' };
    case 'https_required':
      return { status: 403, code: 'https_required' };
    case 'no_route':
    case 'path_case_mismatch':
      return { status: 404, code: 'no_route' };
    case 'method_not_allowed':
      return { status: 405, code: 'method_not_allowed' };
    case 'session_missing':
    case 'session_invalid':
    case 'session_revoked':
    case 'admin_token_missing':
    case 'admin_token_invalid':
      return { status: 401, code: 'session_required' };
    case 'authentication_too_old':
    case 'authentication_too_weak':
    case 'tenant_requires_mfa':
      return { status: 401, code: 'step_up_required' };
    case 'named_resource_foreign':
    case 'named_resource_closed':
    case 'tenant_missing':
    case 'address_unknown':
    case 'address_denied':
    case 'address_not_listed':
    case 'tenant_mismatch':
    case 'tenant_suspended':
    case 'tenant_address_not_listed':
    case 'role_missing':
    case 'act_as_never':
    case 'act_as_read_only':
    case 'cross_site':
    case 'websocket_origin':
    case 'preflight_refused':
    case 'tls_too_old':
    case 'country_not_listed':
    case 'asn_not_listed':
    case 'outside_times':
    case 'not_yet_open':
    case 'no_longer_open':
    case 'admin_scope_missing':
      return { status: 403, code: 'forbidden' };
    case 'limit_exceeded':
    case 'flood':
      return { status: 429, code: 'rate_limited' };
    case 'origin_unreachable':
    case 'origin_answer_invalid':
    case 'session_grant_invalid':
      return { status: 502, code: 'origin_unreachable' };
    case 'origin_timeout':
      return { status: 504, code: 'origin_timeout' };
    case 'state_unavailable':
    case 'flood_guard_unavailable':
    case 'signing_key_missing':
    case 'config_invalid':
    case 'internal_error':
      return { status: 503, code: 'unavailable' };
  }
}
