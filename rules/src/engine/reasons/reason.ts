import type { PublicAnswer } from './answer.ts';
import type { Only, ReasonFacts } from './facts.ts';

/** A row of the catalogue: what the client learns, and what a refusal for this reason must carry. */
interface ReasonEntry extends PublicAnswer {
  readonly carries: keyof ReasonFacts;
}

/**
 * Every reason why a request is refused: rich, for the audit event and the tools. The client sees only its public answer. What
 * else is known of a reason is a record over these keys.
 */
const CATALOGUE = {
  malformed_target: { status: 400, code: 'malformed_request', carries: 'detail' },
  malformed_path: { status: 400, code: 'malformed_request', carries: 'detail' },
  path_ambiguous: { status: 400, code: 'malformed_request', carries: 'detail' },
  malformed_host: { status: 400, code: 'malformed_request', carries: 'nothing' },
  malformed_header: { status: 400, code: 'malformed_request', carries: 'detail' },
  body_without_meaning: { status: 400, code: 'malformed_request', carries: 'nothing' },
  body_unreadable: { status: 400, code: 'malformed_request', carries: 'nothing' },
  target_too_long: { status: 414, code: 'too_large', carries: 'nothing' },
  headers_too_large: { status: 431, code: 'too_large', carries: 'detail' },
  body_too_large: { status: 413, code: 'too_large', carries: 'detail' },
  flood: { status: 429, code: 'rate_limited', carries: 'wait' },
  flood_guard_unavailable: { status: 503, code: 'unavailable', carries: 'detailAndWait' },
  unknown_host: { status: 421, code: 'unknown_host', carries: 'nothing' },
  https_redirected: { status: 308, code: 'https_required', carries: 'nothing' },
  https_required: { status: 403, code: 'https_required', carries: 'nothing' },
  no_route: { status: 404, code: 'no_route', carries: 'nothing' },
  path_case_mismatch: { status: 404, code: 'no_route', carries: 'nothing' },
  method_not_allowed: { status: 405, code: 'method_not_allowed', carries: 'allow' },
  named_resource_malformed: { status: 400, code: 'malformed_request', carries: 'detail' },
  named_resource_foreign: { status: 403, code: 'forbidden', carries: 'detail' },
  named_resource_closed: { status: 403, code: 'forbidden', carries: 'detail' },
  tenant_missing: { status: 403, code: 'forbidden', carries: 'nothing' },
  address_unknown: { status: 403, code: 'forbidden', carries: 'nothing' },
  address_denied: { status: 403, code: 'forbidden', carries: 'detail' },
  address_not_listed: { status: 403, code: 'forbidden', carries: 'detail' },
  limit_exceeded: { status: 429, code: 'rate_limited', carries: 'detailAndWait' },
  session_revoked: { status: 401, code: 'session_required', carries: 'detail' },
  session_reused: { status: 401, code: 'session_required', carries: 'nothing' },
  device_unknown: { status: 401, code: 'session_required', carries: 'nothing' },
  device_key_invalid: { status: 401, code: 'session_required', carries: 'detail' },
  device_proof_invalid: { status: 401, code: 'session_required', carries: 'detail' },
  device_already_bound: { status: 401, code: 'session_required', carries: 'nothing' },
  device_session_ended: { status: 401, code: 'session_required', carries: 'detail' },
  state_unavailable: { status: 503, code: 'unavailable', carries: 'detailAndWait' },
  tenant_mismatch: { status: 403, code: 'forbidden', carries: 'detail' },
  tenant_suspended: { status: 403, code: 'forbidden', carries: 'nothing' },
  tenant_address_not_listed: { status: 403, code: 'forbidden', carries: 'nothing' },
  tenant_forbids_act_as: { status: 403, code: 'forbidden', carries: 'nothing' },
  tenant_requires_mfa: { status: 401, code: 'step_up_required', carries: 'secondFactor' },
  token_address_not_listed: { status: 403, code: 'forbidden', carries: 'nothing' },
  session_missing: { status: 401, code: 'session_required', carries: 'nothing' },
  session_invalid: { status: 401, code: 'session_required', carries: 'detail' },
  role_missing: { status: 403, code: 'forbidden', carries: 'detail' },
  authentication_too_old: { status: 401, code: 'step_up_required', carries: 'requiredSignIn' },
  authentication_too_weak: { status: 401, code: 'step_up_required', carries: 'requiredSignIn' },
  act_as_never: { status: 403, code: 'forbidden', carries: 'nothing' },
  act_as_read_only: { status: 403, code: 'forbidden', carries: 'nothing' },
  cross_site: { status: 403, code: 'forbidden', carries: 'detail' },
  websocket_origin: { status: 403, code: 'forbidden', carries: 'detail' },
  preflight_refused: { status: 403, code: 'forbidden', carries: 'detail' },
  tls_too_old: { status: 403, code: 'forbidden', carries: 'detail' },
  country_not_listed: { status: 403, code: 'forbidden', carries: 'detail' },
  asn_not_listed: { status: 403, code: 'forbidden', carries: 'detail' },
  outside_times: { status: 403, code: 'forbidden', carries: 'nothing' },
  not_yet_open: { status: 403, code: 'forbidden', carries: 'nothing' },
  no_longer_open: { status: 403, code: 'forbidden', carries: 'nothing' },
  context_too_large: { status: 431, code: 'too_large', carries: 'detail' },
  signing_key_missing: { status: 503, code: 'unavailable', carries: 'nothing' },
  origin_unreachable: { status: 502, code: 'origin_unreachable', carries: 'nothing' },
  origin_timeout: { status: 504, code: 'origin_timeout', carries: 'nothing' },
  origin_answer_invalid: { status: 502, code: 'origin_unreachable', carries: 'detail' },
  session_grant_invalid: { status: 502, code: 'origin_unreachable', carries: 'detail' },
  identity_missing: { status: 404, code: 'no_route', carries: 'nothing' },
  identity_unmatched: { status: 403, code: 'forbidden', carries: 'detail' },
  identity_tenant_unmatched: { status: 403, code: 'forbidden', carries: 'detail' },
  identity_denied: { status: 403, code: 'forbidden', carries: 'detail' },
  identity_inactive: { status: 403, code: 'forbidden', carries: 'nothing' },
  groups_withheld: { status: 403, code: 'forbidden', carries: 'nothing' },
  identity_failed: { status: 503, code: 'unavailable', carries: 'detail' },
  identity_unavailable: { status: 503, code: 'unavailable', carries: 'detailAndWait' },
  sign_in_expired: { status: 400, code: 'malformed_request', carries: 'detail' },
  act_as_link_over: { status: 400, code: 'malformed_request', carries: 'detail' },
  admin_token_missing: { status: 401, code: 'session_required', carries: 'nothing' },
  admin_token_invalid: { status: 401, code: 'session_required', carries: 'detail' },
  admin_scope_missing: { status: 403, code: 'forbidden', carries: 'detail' },
  admin_body_invalid: { status: 400, code: 'malformed_request', carries: 'publicDetail' },
  config_invalid: { status: 503, code: 'unavailable', carries: 'detailAndWait' },
  internal_error: { status: 503, code: 'unavailable', carries: 'detail' },
} as const satisfies Readonly<Record<string, ReasonEntry>>;

type Catalogue = typeof CATALOGUE;

export type Reason = keyof Catalogue;

/** All of them. */
export const REASONS: readonly Reason[] = Object.keys(CATALOGUE) as Reason[];

/** What a refusal for the reason must carry. */
export type Carried<R extends Reason> = Only<ReasonFacts[Catalogue[R]['carries']]>;

/** Turns a reason into what the client learns. */
export function publicAnswer(reason: Reason): PublicAnswer {
  const { status, code } = CATALOGUE[reason];
  return { status, code };
}
