import { conditionWouldPass } from '../../controls/conditions/index.ts';
import {
  type Decision,
  type Engine,
  isCrossOrigin,
  MAX_HEADER_BYTES,
  MAX_HEADERS,
  ownOrigin,
  type Refusal,
} from '../../engine/index.ts';
import type { RouteRule } from '../../policy/index.ts';
import { eitherOf, formatBytes, formatSeconds } from '../wording/index.ts';

/** How the check that refused would pass, to end the sentence "would pass …"; `null` where nothing that is sent would help. */
export function wouldPass(refusal: Refusal, engine: Engine, decision: Decision | null): string | null {
  const { route = null, request = null } = decision ?? {};
  const conditions = route?.access.conditions ?? null;
  switch (refusal.reason) {
    case 'malformed_target':
    case 'malformed_path':
      return `without the ${refusal.detail ?? 'unclear part'}`;
    case 'malformed_host':
      return 'with a plain host name and, where needed, a port';
    case 'malformed_header':
      return 'without the header';
    case 'body_without_meaning':
    case 'body_unreadable':
      return 'without a body';
    case 'target_too_long':
      return 'with a shorter path or query';
    case 'headers_too_large':
      return headersNeeded(refusal, route);
    case 'context_too_large':
      return 'with a session that says less, or a shorter URL';
    case 'body_too_large':
      return `with a body of at most ${formatBytes(route?.maxBodyBytes ?? 0)}`;
    case 'unknown_host':
      return `at ${eitherOf(engine.policy.hosts.map(({ pattern }) => pattern))}`;
    case 'https_redirected':
    case 'https_required':
      return 'over https';
    case 'no_route':
      return refusal.detail === 'trailing slash' ? 'without the trailing slash' : 'if a route covered the path';
    case 'path_case_mismatch':
      return 'with the path spelled as in the rules';
    case 'method_not_allowed':
      return `with ${eitherOf(refusal.allow ?? [])}`;
    case 'named_resource_malformed':
      return 'with a URL of this host, or a path from the root, spelled as in the rules';
    case 'named_resource_foreign':
      return 'with a resource of the same host and origin';
    case 'named_resource_closed':
      return 'if a route of that resource took the method';
    case 'address_unknown':
      return 'if the platform told the address';
    case 'address_denied':
      return `from an address that is not on ${refusal.detail ?? 'a deny list'}`;
    case 'address_not_listed':
      return `from an address on ${eitherOf(route?.access.addresses ?? [])}`;
    case 'limit_exceeded':
      return `after ${formatSeconds(refusal.retryAfterSeconds ?? 1)} at the latest`;
    case 'flood':
      return 'after a minute';
    case 'session_revoked':
      return 'after signing in anew';
    case 'state_unavailable':
      return 'once shared state answers again';
    case 'tenant_mismatch':
      return `with a session of ${decision?.urlTenant ?? 'the tenant'}`;
    case 'tenant_suspended':
      return 'once the tenant is no longer suspended';
    case 'tenant_address_not_listed':
      return "from an address on the tenant's own list";
    case 'tenant_requires_mfa':
    case 'authentication_too_weak':
      return `after signing in by ${eitherOf(refusal.stepUp?.methods ?? [])}`;
    case 'authentication_too_old':
      return `after signing in again, no longer than ${formatSeconds(refusal.stepUp?.withinSeconds ?? 0)} ago`;
    case 'session_missing':
    case 'session_invalid':
    case 'role_missing':
      return sessionNeeded(decision);
    case 'act_as_never':
      return 'in the name of nobody else';
    case 'act_as_read_only':
      return 'with GET, HEAD or OPTIONS, or in the name of nobody else';
    case 'cross_site':
    case 'websocket_origin':
      return request === null ? null : sameSite(refusal, decision);
    case 'preflight_refused':
      return leaveNeeded(refusal, decision);
    case 'tenant_missing':
    case 'tls_too_old':
    case 'country_not_listed':
    case 'asn_not_listed':
    case 'outside_times':
    case 'not_yet_open':
    case 'no_longer_open':
      if (decision === null || conditions === null) return null;
      return conditionWouldPass(refusal.reason, conditions, decision);
    case 'origin_unreachable':
      return 'at a host that names the tenant, or with a session';
    case 'admin_token_missing':
    case 'admin_token_invalid':
    case 'admin_scope_missing':
      return 'with an admin token for this';
    case 'admin_body_invalid':
      return 'with a body as the admin API takes it';
    case 'flood_guard_unavailable':
    case 'signing_key_missing':
    case 'origin_timeout':
    case 'origin_answer_invalid':
    case 'session_grant_invalid':
    case 'config_invalid':
    case 'internal_error':
      return null;
  }
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
  if (!isCrossOrigin(decision.request)) return 'from a page of another origin; this one needs no leave';
  return `from a page of ${cors.origins === 'any' ? 'any origin' : eitherOf(cors.origins)}`;
}
