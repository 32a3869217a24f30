import { conditionWouldPass } from '../../controls/conditions/index.ts';
import {
  type Decision,
  type Engine,
  isCrossOrigin,
  MAX_HEADER_BYTES,
  MAX_HEADERS,
  ownOrigin,
  type Reason,
  type Refusal,
} from '../../engine/index.ts';
import type { RouteRule } from '../../policy/index.ts';
import { eitherOf, formatBytes, formatSeconds } from '../wording/index.ts';

/** What is known where a request was refused. */
interface Circumstances {
  readonly engine: Engine;
  readonly decision: Decision | null;
  readonly route: RouteRule | null;
}

type Way = string | null | ((refusal: Refusal, circumstances: Circumstances) => string | null);

const WAYS: Readonly<Record<Reason, Way>> = {
  malformed_target: (refusal) => `without the ${refusal.detail ?? 'unclear part'}`,
  malformed_path: (refusal) => `without the ${refusal.detail ?? 'unclear part'}`,
  malformed_host: 'with a plain host name and, where needed, a port',
  malformed_header: 'without the header',
  body_without_meaning: 'without a body',
  body_unreadable: 'without a body',
  target_too_long: 'with a shorter path or query',
  headers_too_large: (refusal, { route }) => headersNeeded(refusal, route),
  context_too_large: 'with a session that says less, or a shorter URL',
  body_too_large: (_refusal, { route }) => `with a body of at most ${formatBytes(route?.maxBodyBytes ?? 0)}`,
  unknown_host: (_refusal, { engine }) => `at ${eitherOf(engine.policy.hosts.map(({ pattern }) => pattern))}`,
  https_redirected: 'over https',
  https_required: 'over https',
  no_route: (refusal) =>
    refusal.detail === 'trailing slash' ? 'without the trailing slash' : 'if a route covered the path',
  path_case_mismatch: 'with the path spelled as in the rules',
  method_not_allowed: (refusal) => `with ${eitherOf(refusal.allow ?? [])}`,
  named_resource_malformed: 'with a URL of this host, or a path from the root, spelled as in the rules',
  named_resource_foreign: 'with a resource of the same host and origin',
  named_resource_closed: 'if a route of that resource took the method',
  address_unknown: 'if the platform reported the address',
  address_denied: (refusal) => `from an address that is not on ${refusal.detail ?? 'a deny list'}`,
  address_not_listed: (_refusal, { route }) => `from an address on ${eitherOf(route?.access.addresses ?? [])}`,
  limit_exceeded: (refusal) => `after ${formatSeconds(refusal.retryAfterSeconds ?? 1)} at the latest`,
  flood: 'after a minute',
  session_revoked: 'after signing in again',
  state_unavailable: 'once shared state answers again',
  tenant_mismatch: (_refusal, { decision }) => `with a session of ${decision?.urlTenant ?? 'the tenant'}`,
  tenant_suspended: 'once the tenant is no longer suspended',
  tenant_address_not_listed: "from an address on the tenant's own list",
  tenant_requires_mfa: (refusal) => `after signing in by ${eitherOf(refusal.stepUp?.methods ?? [])}`,
  authentication_too_weak: (refusal) => `after signing in by ${eitherOf(refusal.stepUp?.methods ?? [])}`,
  authentication_too_old: (refusal) =>
    `after signing in again, no longer than ${formatSeconds(refusal.stepUp?.withinSeconds ?? 0)} ago`,
  session_missing: (_refusal, { decision }) => sessionNeeded(decision),
  session_invalid: (_refusal, { decision }) => sessionNeeded(decision),
  role_missing: (_refusal, { decision }) => sessionNeeded(decision),
  act_as_never: 'without acting as another user',
  act_as_read_only: 'with GET, HEAD or OPTIONS, or without acting as another user',
  cross_site: (refusal, { decision }) => sameSite(refusal, decision),
  websocket_origin: (refusal, { decision }) => sameSite(refusal, decision),
  preflight_refused: (refusal, { decision }) => leaveNeeded(refusal, decision),
  tenant_missing: byCondition('tenant_missing'),
  tls_too_old: byCondition('tls_too_old'),
  country_not_listed: byCondition('country_not_listed'),
  asn_not_listed: byCondition('asn_not_listed'),
  outside_times: byCondition('outside_times'),
  not_yet_open: byCondition('not_yet_open'),
  no_longer_open: byCondition('no_longer_open'),
  origin_unreachable: 'at a host that names the tenant, or with a session',
  admin_token_missing: 'with an admin token for this',
  admin_token_invalid: 'with an admin token for this',
  admin_scope_missing: 'with an admin token for this',
  admin_body_invalid: 'with a body as the admin API takes it',
  flood_guard_unavailable: null,
  signing_key_missing: null,
  origin_timeout: null,
  origin_answer_invalid: null,
  session_grant_invalid: null,
  config_invalid: null,
  internal_error: null,
};

/** How the check that refused would pass, to end the sentence "would pass …"; `null` where nothing that is sent would help. */
export function wouldPass(refusal: Refusal, engine: Engine, decision: Decision | null): string | null {
  const way = WAYS[refusal.reason];
  return typeof way === 'function' ? way(refusal, { engine, decision, route: decision?.route ?? null }) : way;
}

function byCondition(reason: Parameters<typeof conditionWouldPass>[0]): Way {
  return (_refusal, { decision, route }) => {
    const conditions = route?.access.conditions ?? null;
    return decision === null || conditions === null ? null : conditionWouldPass(reason, conditions, decision);
  };
}

function headersNeeded({ at, detail }: Refusal, route: RouteRule | null): string {
  if (at !== null && route !== null) return `with headers of at most ${formatBytes(route.maxHeaderBytes)}`;
  return detail === 'count'
    ? `with at most ${MAX_HEADERS} headers`
    : `with headers of at most ${formatBytes(MAX_HEADER_BYTES)}`;
}

function sessionNeeded(decision: Decision | null): string {
  const access = decision?.route?.access;
  if (access?.kind !== 'roles' || access.roles === 'any') return 'with a session that has a declared role';
  return `with a session that has the role ${eitherOf(access.roles)}`;
}

function sameSite({ reason }: Refusal, decision: Decision | null): string | null {
  if (decision === null) return null;
  const own = ownOrigin(decision.request);
  if (reason === 'websocket_origin') return `from a page of ${own}`;
  const listed = decision.route?.cors?.origins;
  const callers = listed === undefined || listed === 'any' ? [] : listed;
  return `from a page of ${eitherOf([own, ...callers])}, or from no browser`;
}

function leaveNeeded({ detail }: Refusal, decision: Decision | null): string | null {
  const cors = decision?.route?.cors ?? null;
  if (cors === null || decision === null) return null;
  if (detail === 'header') return `asking for no header but ${eitherOf(cors.headers)}`;
  if (!isCrossOrigin(decision.request)) return 'from a page of another origin; this one is always allowed';
  return `from a page of ${cors.origins === 'any' ? 'any origin' : eitherOf(cors.origins)}`;
}
