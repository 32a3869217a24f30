import type { SourceLine } from '../../policy/index.ts';

/** Every reason why a request is refused: rich, for the audit event and the tools. The client sees only its public answer. */
export const REASONS = [
  'malformed_target',
  'malformed_path',
  'malformed_host',
  'malformed_header',
  'body_without_meaning',
  'body_unreadable',
  'target_too_long',
  'headers_too_large',
  'body_too_large',
  'flood',
  'flood_guard_unavailable',
  'unknown_host',
  'https_redirected',
  'https_required',
  'no_route',
  'path_case_mismatch',
  'method_not_allowed',
  'named_resource_malformed',
  'named_resource_foreign',
  'named_resource_closed',
  'tenant_missing',
  'address_unknown',
  'address_denied',
  'address_not_listed',
  'limit_exceeded',
  'session_revoked',
  'state_unavailable',
  'tenant_mismatch',
  'tenant_suspended',
  'tenant_address_not_listed',
  'tenant_requires_mfa',
  'session_missing',
  'session_invalid',
  'role_missing',
  'authentication_too_old',
  'authentication_too_weak',
  'act_as_never',
  'act_as_read_only',
  'cross_site',
  'websocket_origin',
  'preflight_refused',
  'tls_too_old',
  'country_not_listed',
  'asn_not_listed',
  'outside_times',
  'not_yet_open',
  'no_longer_open',
  'context_too_large',
  'signing_key_missing',
  'origin_unreachable',
  'origin_timeout',
  'origin_answer_invalid',
  'session_grant_invalid',
  'admin_token_missing',
  'admin_token_invalid',
  'admin_scope_missing',
  'admin_body_invalid',
  'config_invalid',
  'internal_error',
] as const;

export type Reason = (typeof REASONS)[number];

/** One refusal with what an auditor needs to understand it. Holds no token, cookie or query value. */
export interface Refusal {
  readonly reason: Reason;
  /** The rule that refused, where one did. */
  readonly at: SourceLine | null;
  /** A sentence or token for the audit event, e.g. which list or which check of the cookie. Never shown to the client. */
  readonly detail?: string;
  /** What names the resource that is refused, such as `Destination`, where it is not the request's own. */
  readonly named?: string;
  /** For `method_not_allowed`: what the path allows. */
  readonly allow?: readonly string[];
  /** For step-up refusals: what would be enough. */
  readonly stepUp?: { readonly withinSeconds: number | null; readonly methods: readonly string[] };
  /** For `limit_exceeded` and outages: whole seconds to wait, never less than the truth. */
  readonly retryAfterSeconds?: number;
  /** Set where a document, not the rules, tells the client what to mend (admin API). */
  readonly publicDetail?: string;
}

/** Makes a {@link Refusal}. */
export function refuse(
  reason: Reason,
  at: SourceLine | null = null,
  more: Omit<Refusal, 'reason' | 'at'> = {},
): Refusal {
  return { reason, at, ...more };
}
