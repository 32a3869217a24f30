import { type PublicAnswer, publicAnswer, REASONS, type Reason } from '@portcullis/rules/engine';
import { expect, test } from 'vitest';

/** Every reason with its answer: a new reason is a type error here until it has a row. */
const ANSWERS: Readonly<Record<Reason, `${PublicAnswer['status']} ${PublicAnswer['code']}`>> = {
  malformed_target: '400 malformed_request',
  malformed_path: '400 malformed_request',
  path_ambiguous: '400 malformed_request',
  malformed_host: '400 malformed_request',
  malformed_header: '400 malformed_request',
  body_without_meaning: '400 malformed_request',
  body_unreadable: '400 malformed_request',
  named_resource_malformed: '400 malformed_request',
  named_resource_foreign: '403 forbidden',
  named_resource_closed: '403 forbidden',
  admin_body_invalid: '400 malformed_request',
  target_too_long: '414 too_large',
  headers_too_large: '431 too_large',
  context_too_large: '431 too_large',
  body_too_large: '413 too_large',
  unknown_host: '421 unknown_host',
  https_redirected: '308 https_required',
  https_required: '403 https_required',
  no_route: '404 no_route',
  path_case_mismatch: '404 no_route',
  method_not_allowed: '405 method_not_allowed',
  session_missing: '401 session_required',
  session_invalid: '401 session_required',
  session_revoked: '401 session_required',
  session_reused: '401 session_required',
  device_unknown: '401 session_required',
  device_key_invalid: '401 session_required',
  device_proof_invalid: '401 session_required',
  device_already_bound: '401 session_required',
  device_session_ended: '401 session_required',
  admin_token_missing: '401 session_required',
  admin_token_invalid: '401 session_required',
  authentication_too_old: '401 step_up_required',
  authentication_too_weak: '401 step_up_required',
  tenant_requires_mfa: '401 step_up_required',
  tenant_missing: '403 forbidden',
  address_unknown: '403 forbidden',
  address_denied: '403 forbidden',
  address_not_listed: '403 forbidden',
  tenant_mismatch: '403 forbidden',
  tenant_suspended: '403 forbidden',
  tenant_forbids_act_as: '403 forbidden',
  tenant_address_not_listed: '403 forbidden',
  token_address_not_listed: '403 forbidden',
  role_missing: '403 forbidden',
  act_as_never: '403 forbidden',
  act_as_read_only: '403 forbidden',
  cross_site: '403 forbidden',
  websocket_origin: '403 forbidden',
  preflight_refused: '403 forbidden',
  tls_too_old: '403 forbidden',
  country_not_listed: '403 forbidden',
  asn_not_listed: '403 forbidden',
  outside_times: '403 forbidden',
  not_yet_open: '403 forbidden',
  no_longer_open: '403 forbidden',
  admin_scope_missing: '403 forbidden',
  limit_exceeded: '429 rate_limited',
  flood: '429 rate_limited',
  origin_unreachable: '502 origin_unreachable',
  session_grant_invalid: '502 origin_unreachable',
  identity_missing: '404 no_route',
  identity_unmatched: '403 forbidden',
  identity_tenant_unmatched: '403 forbidden',
  identity_denied: '403 forbidden',
  identity_inactive: '403 forbidden',
  groups_withheld: '403 forbidden',
  identity_failed: '503 unavailable',
  identity_unavailable: '503 unavailable',
  sign_in_expired: '400 malformed_request',
  act_as_link_over: '400 malformed_request',
  origin_answer_invalid: '502 origin_unreachable',
  origin_timeout: '504 origin_timeout',
  state_unavailable: '503 unavailable',
  flood_guard_unavailable: '503 unavailable',
  signing_key_missing: '503 unavailable',
  config_invalid: '503 unavailable',
  internal_error: '503 unavailable',
};

test.each(Object.entries(ANSWERS))('%s is told as %s', (reason, expected) => {
  const { status, code } = publicAnswer(reason as Reason);
  expect(`${status} ${code}`).toBe(expected);
});

test('every reason has a row, and the list names each once', () => {
  expect([...REASONS].sort()).toEqual(Object.keys(ANSWERS).sort());
});

test('no reason of the same answer can be told from another', () => {
  const answers = Object.keys(ANSWERS).map((reason) => publicAnswer(reason as Reason));
  for (const answer of answers) expect(Object.keys(answer).sort()).toEqual(['code', 'status']);
});
