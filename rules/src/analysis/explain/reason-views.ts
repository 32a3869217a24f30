import { byRoute, CONTROL_MODULES, type ControlReason, type RefusalView } from '../../controls/index.ts';
import { type Reason, SPELLING_WORDS } from '../../engine/index.ts';
import { CONTROLS, SPELLINGS } from '../../policy/index.ts';
import { eitherOf, formatBytes } from '../wording/index.ts';
import type { CheckName } from './explanation.ts';
import { hostsWithRoute } from './hosts-with-route.ts';
import { smallerHeaders } from './smaller-headers.ts';

/** What people read about a reason. */
export interface ReasonView<R extends Reason> extends RefusalView<R> {
  readonly check: CheckName;
}

/** Reasons of the gateway itself. Those of a control stand in its module. */
const OWN_VIEWS: { readonly [R in Exclude<Reason, ControlReason>]: ReasonView<R> } = {
  malformed_target: {
    check: 'url',
    text: 'servers could read the URL differently',
    passes: ({ detail }) => `without the ${detail}`,
  },
  malformed_path: {
    check: 'url',
    text: 'servers could read the path differently',
    passes: ({ detail }) => `without the ${detail}${orKept(detail)}`,
  },
  path_ambiguous: {
    check: 'url',
    text: 'a server could read the path as one that the route does not decide',
    passes: ({ detail }) => `if the path read ${detail.split(':', 1)[0]} were of the same route`,
  },
  malformed_host: {
    check: 'url',
    text: 'servers could read the host differently',
    passes: 'with a plain host name and, where needed, a port',
  },
  malformed_header: { check: 'url', text: 'a header is malformed', passes: 'without the header' },
  body_without_meaning: { check: 'url', text: 'the method takes no body', passes: 'without a body' },
  body_unreadable: { check: 'url', text: 'the body breaks off or is framed wrongly', passes: 'without a body' },
  target_too_long: { check: 'size', text: 'path and query are too long', passes: 'with a shorter path or query' },
  headers_too_large: { check: 'size', text: 'the request headers are too large', passes: smallerHeaders },
  body_too_large: {
    check: 'size',
    text: 'the body is too large',
    passes: byRoute(({ maxBodyBytes }) => `with a body of at most ${formatBytes(maxBodyBytes)}`),
  },
  flood: { check: 'limits', text: 'the client sends too many requests', passes: 'after a minute' },
  flood_guard_unavailable: {
    check: 'limits',
    text: 'the platform does not say whether the client sends too many requests',
    passes: null,
  },
  unknown_host: {
    check: 'host',
    text: 'the rules name no such host',
    passes: (_refusal, { engine }) => `at ${eitherOf(engine.policy.hosts.map(({ pattern }) => pattern))}`,
  },
  https_redirected: { check: 'url', text: 'plain http is redirected to https', passes: 'over https' },
  https_required: { check: 'url', text: 'the request comes over plain http', passes: 'over https' },
  no_route: {
    check: 'route',
    text: 'no route covers the path',
    passes: ({ detail }, { engine, decision }) => {
      if (detail === 'trailing slash') return 'without the trailing slash';
      const elsewhere = decision === null ? [] : hostsWithRoute(engine, decision.request);
      return elsewhere.length === 0 ? 'if a route covered the path' : `at ${eitherOf(elsewhere)}`;
    },
  },
  path_case_mismatch: {
    check: 'route',
    text: 'the path is spelled differently from the rules',
    passes: 'with the path spelled as in the rules',
  },
  method_not_allowed: {
    check: 'route',
    text: 'the routes of this path do not take the method',
    passes: ({ allow }) => `with ${eitherOf(allow)}`,
  },
  named_resource_malformed: {
    check: 'resource',
    text: 'a header names another resource in a form that servers could read differently',
    passes: 'with a URL of this host, or a path from the root, spelled as in the rules',
  },
  named_resource_foreign: {
    check: 'resource',
    text: 'a header names a resource of another server',
    passes: 'with a resource of the same host and origin',
  },
  named_resource_closed: {
    check: 'resource',
    text: 'no route opens another resource that the request would read or change',
    passes: 'if a route of that resource took the method',
  },
  address_denied: {
    check: 'deny',
    text: 'the address is on a deny list',
    passes: ({ detail }) => `from an address that is not on ${detail}`,
  },
  session_revoked: { check: 'revocation', text: 'the session is revoked', passes: 'after signing in again' },
  session_reused: {
    check: 'revocation',
    text: 'the cookie was replaced long ago, so it is a copy',
    passes: 'after signing in again',
  },
  device_unknown: {
    check: 'session',
    text: 'the browser renews no session that is known',
    passes: 'after signing in again',
  },
  device_key_invalid: {
    check: 'session',
    text: 'the key of the browser cannot be one that a session is bound to',
    passes: 'with a key for ES256, or for RS256 of 2048 bits or more',
  },
  device_proof_invalid: {
    check: 'session',
    text: 'the browser does not show that it has the key of the session',
    passes: 'with the key that was registered first',
  },
  device_already_bound: {
    check: 'session',
    text: 'the session is bound to a key already, and the first one stays',
    passes: 'after signing in again',
  },
  device_session_ended: {
    check: 'session',
    text: 'the session that the browser renews has ended',
    passes: 'after signing in again',
  },
  state_unavailable: {
    check: 'state',
    text: 'shared state does not answer',
    passes: 'once shared state answers again',
  },
  tenant_mismatch: {
    check: 'tenantWall',
    text: 'the session belongs to a different tenant than the host',
    passes: (_refusal, { decision }) => (decision === null ? null : `with a session of ${decision.urlTenant}`),
  },
  tenant_suspended: {
    check: 'tenantPolicy',
    text: 'the tenant is suspended',
    passes: 'once the tenant is no longer suspended',
  },
  tenant_address_not_listed: {
    check: 'tenantPolicy',
    text: "the address is not on the tenant's own list",
    passes: "from an address on the tenant's own list",
  },
  token_address_not_listed: {
    check: 'session',
    text: 'the token does not count at this address',
    passes: 'from an address for which the token was made',
  },
  tenant_forbids_act_as: {
    check: 'tenantPolicy',
    text: 'the tenant does not let anyone act as its users',
    passes: 'with a session of the user in person',
  },
  tenant_requires_mfa: {
    check: 'tenantPolicy',
    text: 'the tenant requires a second factor',
    passes: ({ requiredSignIn: { methods } }) => `after signing in by ${eitherOf(methods)}`,
  },
  context_too_large: {
    check: 'context',
    text: 'session and target do not fit into the context header',
    passes: 'with a session that says less, or a shorter URL',
  },
  signing_key_missing: { check: 'context', text: 'the gateway has no key for the origin', passes: null },
  origin_unreachable: {
    check: 'origin',
    text: 'the origin has one URL for each tenant, and the request has no tenant',
    passes: 'at a host that names the tenant, or with a session',
  },
  origin_timeout: { check: 'origin', text: 'the origin does not answer in time', passes: null },
  origin_answer_invalid: { check: 'origin', text: 'the answer of the origin cannot be passed on', passes: null },
  session_grant_invalid: { check: 'origin', text: 'the session grant of the origin is invalid', passes: null },
  identity_missing: {
    check: 'roles',
    text: 'the tenant has no identity provider of its own',
    passes: 'once the tenant has one ("portcullis tenant identity set"), which the rules allow ("tenantIdentity")',
  },
  identity_unmatched: {
    check: 'roles',
    text: 'the identity provider says nothing by which the rules grant a role',
    passes: 'with an account to which "identity" grants a role',
  },
  identity_tenant_unmatched: {
    check: 'tenantWall',
    text: 'the account belongs to no tenant that the rules name for this identity provider',
    passes: 'with an account of such a tenant',
  },
  identity_denied: {
    check: 'roles',
    text: 'the identity provider, or the person there, did not agree',
    passes: 'once the identity provider agrees',
  },
  identity_inactive: {
    check: 'roles',
    text: 'the person is inactive in the directory, or may not be here at this time',
    passes: 'once the directory has the person as active, within the time of a guest',
  },
  groups_withheld: {
    check: 'roles',
    text: 'the identity provider leaves groups out of its token, since there are too many',
    passes: 'with app roles in place of groups, or fewer groups in the token',
  },
  identity_failed: { check: 'origin', text: 'the answer of the identity provider is invalid', passes: null },
  identity_unavailable: {
    check: 'origin',
    text: 'the identity provider does not answer',
    passes: 'once the identity provider answers again',
  },
  sign_in_expired: {
    check: 'session',
    text: 'the answer belongs to no sign-in that this browser has begun in the last ten minutes',
    passes: 'by signing in again',
  },
  act_as_link_over: {
    check: 'session',
    text: 'the link to act as a user has run out, was used before, or is for another host',
    passes: 'with a new link',
  },
  admin_token_missing: { check: 'roles', text: 'there is no admin token', passes: 'with an admin token for this' },
  admin_token_invalid: {
    check: 'roles',
    text: 'the admin token is invalid',
    passes: 'with an admin token for this',
  },
  admin_scope_missing: {
    check: 'roles',
    text: 'the admin token does not allow this',
    passes: 'with an admin token for this',
  },
  admin_body_invalid: {
    check: 'roles',
    text: 'the body is not valid for the admin API',
    passes: 'with a body as the admin API takes it',
  },
  config_invalid: { check: 'url', text: 'the gateway is not set up', passes: null },
  internal_error: { check: 'url', text: 'the gateway failed', passes: null },
};

/** What the author of the rules can do. */
function orKept(detail: string): string {
  const kept = SPELLINGS.find((spelling) => SPELLING_WORDS[spelling] === detail);
  return kept === undefined ? '' : `, or with "spelling: { ${kept}: keep }" on a route that has a variable or ** there`;
}

const controlViews: { readonly [R in ControlReason]: ReasonView<R> } = Object.assign(
  {},
  ...CONTROLS.map((control) => viewsOf(control, CONTROL_MODULES[control].explain.refusals)),
);

/** Every reason, as `explain` shows it. */
export const REASON_VIEWS: { readonly [R in Reason]: ReasonView<R> } = { ...OWN_VIEWS, ...controlViews };

function viewsOf(check: CheckName, refusals: object): object {
  return Object.fromEntries(Object.entries(refusals).map(([reason, view]) => [reason, { check, ...view }]));
}
