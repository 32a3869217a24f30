import type { Reason } from '../../engine/index.ts';
import type { CheckName } from './explanation.ts';

/** Which check a refusal belongs to. */
export function checkOf(reason: Reason): CheckName {
  switch (reason) {
    case 'malformed_target':
    case 'malformed_path':
    case 'malformed_host':
    case 'malformed_header':
    case 'body_without_meaning':
    case 'body_unreadable':
    case 'https_redirected':
    case 'https_required':
    case 'config_invalid':
    case 'internal_error':
      return 'url';
    case 'unknown_host':
      return 'host';
    case 'no_route':
    case 'path_case_mismatch':
    case 'method_not_allowed':
      return 'route';
    case 'target_too_long':
    case 'headers_too_large':
    case 'body_too_large':
      return 'size';
    case 'named_resource_malformed':
    case 'named_resource_foreign':
    case 'named_resource_closed':
      return 'resource';
    case 'address_denied':
      return 'deny';
    case 'address_unknown':
    case 'address_not_listed':
      return 'addresses';
    case 'state_unavailable':
      return 'state';
    case 'limit_exceeded':
    case 'flood':
    case 'flood_guard_unavailable':
      return 'limits';
    case 'session_revoked':
      return 'revocation';
    case 'tenant_mismatch':
      return 'tenantWall';
    case 'tenant_suspended':
    case 'tenant_address_not_listed':
    case 'tenant_requires_mfa':
      return 'tenantPolicy';
    case 'cross_site':
    case 'websocket_origin':
    case 'preflight_refused':
      return 'crossSite';
    case 'tenant_missing':
    case 'tls_too_old':
    case 'country_not_listed':
    case 'asn_not_listed':
    case 'outside_times':
    case 'not_yet_open':
    case 'no_longer_open':
      return 'conditions';
    case 'act_as_never':
    case 'act_as_read_only':
      return 'actAs';
    case 'session_missing':
    case 'session_invalid':
    case 'role_missing':
    case 'admin_token_missing':
    case 'admin_token_invalid':
    case 'admin_scope_missing':
    case 'admin_body_invalid':
      return 'roles';
    case 'authentication_too_old':
    case 'authentication_too_weak':
      return 'stepUp';
    case 'context_too_large':
    case 'signing_key_missing':
      return 'context';
    case 'origin_unreachable':
    case 'origin_timeout':
    case 'origin_answer_invalid':
    case 'session_grant_invalid':
      return 'origin';
  }
}
