import type { ProviderRule, ProviderStepUp, RoleGrant, TenantIdentityRule } from '../../policy/index.ts';
import { TENANT_PROVIDER } from '../../policy/index.ts';
import { isTenantId } from '../target/index.ts';
import { matchesIssuer } from './issuer-pattern.ts';

/** The provider that a tenant brings, as it is kept. Within what the rules allowed when it was written. */
export interface TenantProvider {
  readonly issuer: string;
  /** `secret` never leaves the gateway again, but to the provider. */
  readonly client: { readonly id: string; readonly secret: string };
  readonly scopes: readonly string[];
  readonly user: string;
  /** A claim that everyone must have; `null`: everyone whom the provider signs in is of the tenant. */
  readonly require: { readonly claim: string; readonly values: readonly string[] } | null;
  readonly roles: readonly Pick<RoleGrant, 'match' | 'grant'>[];
  readonly stepUp: ProviderStepUp | null;
}

/** Between the two parts of the id of a tenant's provider, and in no name of the rules. */
const MARK = '.';

/** Names the provider of a tenant in addresses, events and shared state. */
export function tenantProviderId(tenant: string): string {
  return `${TENANT_PROVIDER}${MARK}${tenant}`;
}

/** The tenant whose provider the id names; `null`: it is one of the rules, or none. */
export function tenantOfProvider(id: string): string | null {
  const start = `${TENANT_PROVIDER}${MARK}`;
  const tenant = id.startsWith(start) ? id.slice(start.length) : '';
  return isTenantId(tenant) ? tenant : null;
}

/** The name by which routes lead to a provider. */
export function routeNameOf(id: string): string {
  return tenantOfProvider(id) === null ? id : TENANT_PROVIDER;
}

/**
 * The provider of a tenant as a rule, within what the rules allow now: roles and proofs beyond that give nothing; `null`: its issuer is
 * not allowed any more. Its people belong to this tenant alone.
 */
export function providerOfTenant(
  { issuer, client, scopes, user, require, roles, stepUp }: TenantProvider,
  tenant: string,
  rule: TenantIdentityRule,
): ProviderRule | null {
  if (!rule.issuers.some((pattern) => matchesIssuer(pattern, issuer))) return null;
  const allowed = new Set(rule.grant);
  return {
    id: tenantProviderId(tenant),
    issuer,
    ofManyDirectories: false,
    client: { id: client.id, proof: { kind: 'secret', secret: rule.keys } },
    scopes,
    user,
    tenant: { kind: 'own', tenant, require },
    roles: roles.map(({ match, grant }) => ({ match, grant: grant.filter((role) => allowed.has(role)), at: rule.at })),
    stepUp: stepUp === null || rule.stepUp === null ? null : within(stepUp, rule.stepUp),
    window: null,
    signals: rule.signals,
    at: rule.at,
  };
}

function within(
  { request, acr, amr }: ProviderStepUp,
  bounds: NonNullable<TenantIdentityRule['stepUp']>,
): ProviderStepUp {
  return {
    request,
    acr: acr.filter((value) => bounds.acr.includes(value)),
    amr: amr.filter((method) => bounds.amr.includes(method)),
  };
}

/** The provider as an operator may see it, and send it again: without the secret. */
export function showTenantProvider({ client, require, roles, ...provider }: TenantProvider): Record<string, unknown> {
  return {
    ...provider,
    client: { id: client.id },
    require: require === null ? null : { claim: require.claim, is: require.values },
    roles: roles.map(({ match, grant }) => ({ ...shownMatch(match), grant })),
  };
}

function shownMatch(match: RoleGrant['match']): Record<string, unknown> {
  switch (match.kind) {
    case 'anyone':
      return { anyone: true };
    case 'group':
      return { group: match.group };
    case 'claim':
      return { claim: match.claim, is: match.values };
  }
}
