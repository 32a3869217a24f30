import type { Reason, Refusal } from '../../engine/index.ts';

/** What each refusal says of the request, as a clause. */
const TEXTS: Readonly<Record<Reason, string>> = {
  malformed_target: 'servers could read the URL differently',
  malformed_path: 'servers could read the path differently',
  malformed_host: 'servers could read the host differently',
  malformed_header: 'a header is malformed',
  body_without_meaning: 'the method takes no body',
  body_unreadable: 'the body breaks off or is framed wrongly',
  target_too_long: 'path and query are too long',
  headers_too_large: 'the request headers are too large',
  body_too_large: 'the body is too large',
  flood: 'the client sends too many requests',
  flood_guard_unavailable: 'the platform does not say whether the client sends too many requests',
  unknown_host: 'the rules name no such host',
  https_redirected: 'plain http is redirected to https',
  https_required: 'the request comes over plain http',
  no_route: 'no route covers the path',
  path_case_mismatch: 'the path is spelled differently from the rules',
  method_not_allowed: 'the routes of this path do not take the method',
  named_resource_malformed: 'a header names another resource in a form that servers could read differently',
  named_resource_foreign: 'a header names a resource of another server',
  named_resource_closed: 'no route opens another resource that the request would read or change',
  tenant_missing: 'the host names no tenant',
  address_unknown: "the client's address is unknown",
  address_denied: 'the address is on a deny list',
  address_not_listed: 'the address is on none of the lists',
  limit_exceeded: 'a quota is used up',
  session_revoked: 'the session is revoked',
  state_unavailable: 'shared state does not answer',
  tenant_mismatch: 'the session belongs to a different tenant than the host',
  tenant_suspended: 'the tenant is suspended',
  tenant_address_not_listed: "the address is not on the tenant's own list",
  tenant_requires_mfa: 'the tenant requires a second factor',
  session_missing: 'there is no session',
  session_invalid: 'the role cookie is invalid',
  role_missing: 'no role of the session opens the route',
  authentication_too_old: 'the user signed in too long ago',
  authentication_too_weak: 'the user signed in by none of the methods',
  act_as_never: 'the session acts as another user',
  act_as_read_only: 'the session acts as another user and may only read',
  cross_site: 'another site made the request',
  websocket_origin: 'the WebSocket does not come from a page of this host',
  preflight_refused: 'the rules do not allow the page',
  tls_too_old: 'the version of TLS is too old',
  country_not_listed: 'the country is not on the list',
  asn_not_listed: 'the network is not on the list',
  outside_times: 'the route is closed at this time of the week',
  not_yet_open: 'the route is not open yet',
  no_longer_open: 'the route is no longer open',
  context_too_large: 'session and target do not fit into the context header',
  signing_key_missing: 'the gateway has no key for the origin',
  origin_unreachable: 'the origin has one URL for each tenant, and the request has no tenant',
  origin_timeout: 'the origin does not answer in time',
  origin_answer_invalid: 'the answer of the origin cannot be passed on',
  session_grant_invalid: 'the session grant of the origin is invalid',
  admin_token_missing: 'there is no admin token',
  admin_token_invalid: 'the admin token is invalid',
  admin_scope_missing: 'the admin token does not allow this',
  admin_body_invalid: 'the body is not valid for the admin API',
  config_invalid: 'the gateway is not set up',
  internal_error: 'the gateway failed',
};

/** Reason, sentence and detail of a refusal in one clause: `role_missing: no role of the session opens the route (one of owner)`. */
export function refusalText({ reason, detail, allow }: Refusal): string {
  const more = detail ?? (allow === undefined ? null : `allowed: ${allow.join(', ')}`);
  return `${reason}: ${TEXTS[reason]}${more === null ? '' : ` (${more})`}`;
}

/** Every reason there is. */
export const REASONS: ReadonlySet<string> = new Set(Object.keys(TEXTS));
