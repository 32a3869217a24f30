import { CLOCK_SKEW_SECONDS } from '@portcullis/origin/context';
import type { ProviderRule, ProviderStepUp, RoleGrant, TenantMapping } from '../../policy/index.ts';
import { type Refusal, refuse } from '../reasons/index.ts';
import { SECOND_FACTORS } from '../second-factors.ts';
import { isSessionText, isUserId, isUserIdOfRules, MAX_SESSION_VALUES, tenantProviderUser } from '../session-bounds.ts';
import { isTenantId } from '../target/index.ts';
import { momentOf } from './moment.ts';

/** Claims of an ID token: its signature, issuer, audience and times are verified; what they mean is not yet judged. */
export type ProviderClaims = Readonly<Record<string, unknown>>;

/** What the mapping depends on besides the rule and the claims. */
export interface MappingFacts {
  /** Groups that the provider's directory (SCIM) has of the person; `null`: there is no directory, or the person is not in it. */
  readonly directoryGroups: readonly string[] | null;
  /** Roles that the rules declare. */
  readonly roles: ReadonlySet<string>;
  readonly nowSeconds: number;
}

/** A person as the gateway knows them: what the identity provider says, read by the rules. */
export interface MappedIdentity {
  readonly user: string;
  readonly tenant: string;
  /** At least one, all declared. */
  readonly roles: readonly string[];
  /** RFC 8176; second factors are among them only where the rules believe the provider's word about them. */
  readonly authenticationMethods: readonly string[];
  /** {@link LONG_AGO_SECONDS} where the provider does not say. */
  readonly authenticatedAtSeconds: number;
  /** When the person must go; seconds since the epoch, `null`: no claim says. */
  readonly notAfter: number | null;
}

/**
 * `auth_time` of a sign-in whose time the provider does not state. It passes no rule that asks for a recent sign-in: when a
 * token was issued says nothing of when its user was last asked for a password.
 */
export const LONG_AGO_SECONDS = 1;

/** Stands for any two factors (RFC 8176 section 2). */
const MULTIPLE_FACTORS = 'mfa';

/** Turns verified claims into tenant, user and roles by the rules. What they do not name gives nothing. */
export function mapClaims(rule: ProviderRule, claims: ProviderClaims, facts: MappingFacts): MappedIdentity | Refusal {
  const user = userOf(rule, claims);
  if (user === null) return refuse('identity_unmatched', rule.at, { detail: `claim "${rule.user}"` });
  const tenant = tenantFrom(rule.tenant, claims);
  if (tenant === null) return refuse('identity_tenant_unmatched', rule.at, { detail: tenantDetail(rule.tenant) });
  const authTime = authTimeOf(claims, facts.nowSeconds);
  if (authTime === null) return refuse('identity_failed', rule.at, { detail: 'auth_time' });
  const asksGroups = rule.roles.some(({ match }) => match.kind === 'group');
  if (asksGroups && facts.directoryGroups === null && withholdsGroups(claims))
    return refuse('groups_withheld', rule.at);
  const notAfter = endOf(rule, claims, facts.nowSeconds);
  if (notAfter !== null && typeof notAfter === 'object') return notAfter;
  const roles = rolesOf(rule, claims, facts);
  if (roles.length === 0) return refuse('identity_unmatched', rule.at, { detail: 'no grant matches' });
  return {
    user,
    tenant,
    roles,
    authenticationMethods: methodsOf(rule.stepUp, claims),
    authenticatedAtSeconds: authTime,
    notAfter,
  };
}

/** `null`: the claim names no one, or someone of a tenant's own provider, which this one is not. */
function userOf({ user, issuer, tenant }: ProviderRule, claims: ProviderClaims): string | null {
  const name = claimOf(claims, user);
  if (tenant.kind !== 'own') return isUserIdOfRules(name) ? name : null;
  if (!isUserId(name)) return null;
  const id = tenantProviderUser(issuer, name);
  return isUserId(id) ? id : null;
}

/**
 * A claim, if it counts. An address counts only where the provider says that it is the person's: in some directories, an
 * administrator of any organization can write the address of someone else into an account.
 */
function claimOf(claims: ProviderClaims, name: string): unknown {
  if (!Object.hasOwn(claims, name)) return undefined;
  return name === 'email' && claims['email_verified'] !== true ? undefined : claims[name];
}

function tenantFrom(mapping: TenantMapping, claims: ProviderClaims): string | null {
  if (mapping.kind === 'fixed') return mapping.tenant;
  if (mapping.kind === 'own') return hasRequired(mapping.require, claims) ? mapping.tenant : null;
  const value = claimOf(claims, mapping.claim);
  if (typeof value !== 'string' || !Object.hasOwn(mapping.tenants, value)) return null;
  const tenant = mapping.tenants[value];
  return tenant !== undefined && isTenantId(tenant) ? tenant : null;
}

function hasRequired(require: Extract<TenantMapping, { kind: 'own' }>['require'], claims: ProviderClaims): boolean {
  return require === null || valuesOf(claimOf(claims, require.claim)).some((value) => require.values.includes(value));
}

function tenantDetail(mapping: TenantMapping): string {
  const claim = mapping.kind === 'own' ? mapping.require?.claim : mapping.kind === 'claim' ? mapping.claim : undefined;
  return claim === undefined ? 'tenant' : `claim "${claim}"`;
}

/** `null`: the claim is not a time, or one that has not come yet. */
function authTimeOf(claims: ProviderClaims, nowSeconds: number): number | null {
  const time = claims['auth_time'];
  if (time === undefined) return LONG_AGO_SECONDS;
  if (typeof time !== 'number' || !Number.isFinite(time) || time <= 0) return null;
  return time > nowSeconds + CLOCK_SKEW_SECONDS ? null : Math.min(time, nowSeconds);
}

/** When someone who may be here now must go. A claim that says something else than a time gives no session. */
function endOf({ window, at }: ProviderRule, claims: ProviderClaims, nowSeconds: number): number | null | Refusal {
  if (window === null) return null;
  const { notBefore, notAfter } = window;
  const from = notBefore === null ? null : momentOf(claimOf(claims, notBefore));
  const until = notAfter === null ? null : momentOf(claimOf(claims, notAfter));
  if (from === undefined) return refuse('identity_failed', at, { detail: `claim "${notBefore}"` });
  if (until === undefined) return refuse('identity_failed', at, { detail: `claim "${notAfter}"` });
  if (from !== null && nowSeconds < from) return refuse('identity_inactive', at, { detail: 'not yet' });
  if (until !== null && nowSeconds >= until) return refuse('identity_inactive', at, { detail: 'no longer' });
  return until;
}

/**
 * Whether the provider says that there are more groups than it lists: Entra ID names at most 200, and then points elsewhere
 * (`_claim_names`, `hasgroups`), where nothing is asked. By what is left, an administrator would silently be none.
 */
function withholdsGroups(claims: ProviderClaims): boolean {
  const names = claims['_claim_names'];
  const pointsElsewhere = typeof names === 'object' && names !== null && Object.hasOwn(names, 'groups');
  const marker = claims['hasgroups'];
  return pointsElsewhere || (marker !== undefined && marker !== false);
}

/** The grants that match. @param directoryGroups as in {@link MappingFacts} */
export function matchingGrants(
  { roles }: Pick<ProviderRule, 'roles'>,
  claims: ProviderClaims,
  directoryGroups: readonly string[] | null,
): readonly RoleGrant[] {
  return roles.filter(({ match }) => matches(match, claims, directoryGroups ?? []));
}

function rolesOf(rule: ProviderRule, claims: ProviderClaims, facts: MappingFacts): readonly string[] {
  const matching = matchingGrants(rule, claims, facts.directoryGroups);
  const roles = new Set(matching.flatMap(({ grant }) => grant).filter((role) => facts.roles.has(role)));
  return [...roles];
}

function matches(match: RoleGrant['match'], claims: ProviderClaims, directoryGroups: readonly string[]): boolean {
  switch (match.kind) {
    case 'anyone':
      return true;
    case 'group':
      return directoryGroups.includes(match.group) || valuesOf(claimOf(claims, 'groups')).includes(match.group);
    case 'claim':
      return valuesOf(claimOf(claims, match.claim)).some((value) => match.values.includes(value));
  }
}

/** A claim's values as rules write them: of a list its members, of anything else itself. Objects are none. */
function valuesOf(claim: unknown): readonly string[] {
  const values: readonly unknown[] = Array.isArray(claim) ? claim : [claim];
  return values.flatMap((value) =>
    typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? [String(value)] : [],
  );
}

/**
 * How the user signed in. Of second factors, only those count that the rules take from this provider;
 * a context class (`acr`, or Entra's `acrs`) that the rules take for one is noted as `mfa`.
 */
function methodsOf(stepUp: ProviderStepUp | null, claims: ProviderClaims): readonly string[] {
  const stated = valuesOf(claims['amr']).filter(isSessionText);
  const believed = stated.filter((method) => !SECOND_FACTORS.has(method) || stepUp?.amr.includes(method) === true);
  const classes = [...valuesOf(claims['acr']), ...valuesOf(claims['acrs'])];
  const isShown =
    stepUp !== null &&
    (stated.some((method) => stepUp.amr.includes(method)) || classes.some((value) => stepUp.acr.includes(value)));
  return [...new Set([...(isShown ? [MULTIPLE_FACTORS] : []), ...believed])].slice(0, MAX_SESSION_VALUES);
}
