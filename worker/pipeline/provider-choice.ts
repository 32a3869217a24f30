import { endpointPath, type Refusal, sessionOf, tenantProviderId } from '@portcullis/rules/engine';
import { TENANT_PROVIDER } from '@portcullis/rules/policy';
import {
  type AskedProof,
  type AskedSignIn,
  leadsTo,
  type ProviderPlace,
  proofFor,
  servesPlace,
  showsSecondFactor,
  signedInLately,
  signInQuery,
  startsSignIn,
} from '../core/identity/index.ts';
import { type Exchange, isRoutedExchange, type RoutedExchange } from './exchange.ts';

const PASSWORD = 'pwd';

/** Path of the address that starts a sign-in by the provider. */
export function startPath(id: string): string {
  return `${endpointPath('signIn')}/${encodeURIComponent(id)}`;
}

export function placeOf({ config, decision }: RoutedExchange): ProviderPlace {
  return { routes: config.engine.routesAt(decision.host?.pattern ?? null).rules, urlTenant: decision.urlTenant };
}

/**
 * Ids of the providers by which a visitor can go on to a page: those of its route, or where it has none, every one of the host. What a
 * provider cannot show is not asked of it. Whether a tenant has brought one of its own is not looked at here.
 */
export function providersFor(
  exchange: RoutedExchange,
  ofRoute: readonly string[],
  proof: AskedProof | null,
): readonly string[] {
  const place = placeOf(exchange);
  const needsFactor = proof?.methods.some((method) => method !== PASSWORD) ?? false;
  const ofRules = [...(exchange.config.providers?.clients.values() ?? [])]
    .map(({ rule }) => rule)
    .filter((rule) => servesPlace(rule, place) && (ofRoute.length === 0 || ofRoute.includes(rule.id)))
    .filter((rule) => !needsFactor || showsSecondFactor(rule))
    .map(({ id }) => id);
  const own = tenantChoice(exchange, needsFactor);
  return own !== null && (ofRoute.length === 0 || ofRoute.includes(TENANT_PROVIDER)) ? [...ofRules, own] : ofRules;
}

/** The provider of the tenant's own, where the rules take such: of the tenant that the host names, or else the visitor's session. */
function tenantChoice(exchange: RoutedExchange, needsFactor: boolean): string | null {
  const rule = exchange.config.providers?.tenants?.rule;
  const { routes, urlTenant } = placeOf(exchange);
  const tenant = urlTenant ?? sessionOf(exchange.decision)?.tenant;
  if (rule === undefined || tenant === undefined || !leadsTo(routes, TENANT_PROVIDER)) return null;
  return needsFactor && rule.stepUp === null ? null : tenantProviderId(tenant);
}

/** Link to sign in by one of the providers, or to the page that lets the visitor choose; `null` where there is none. */
export function providerHref(choices: readonly string[], asked: AskedSignIn): string | null {
  const [only, ...others] = choices;
  if (only === undefined) return null;
  return others.length === 0 ? startHref(only, asked) : `${endpointPath('signIn')}${signInQuery(asked)}`;
}

/** Link that starts a sign-in by the provider. */
export function startHref(id: string, asked: AskedSignIn): string {
  return `${startPath(id)}${signInQuery(asked)}`;
}

/** Refusals that a sign-in can help. */
const HELPED: ReadonlySet<Refusal['reason']> = new Set([
  'session_missing',
  'session_invalid',
  'session_revoked',
  'authentication_too_old',
  'authentication_too_weak',
  'tenant_requires_mfa',
] as const);

/**
 * Where a visitor whom a route refused goes to sign in; `null`: the refusal is shown. Who has signed in this very moment and is
 * refused again would go in circles.
 */
export function signInRedirect(exchange: Exchange, refusal: Refusal): string | null {
  if (!isRoutedExchange(exchange) || exchange.config.providers === null) return null;
  const { request, decision } = exchange;
  if (decision.route.providers.length === 0 || !HELPED.has(refusal.reason) || !startsSignIn(request)) return null;
  if (signedInLately(request.headers.get('cookie'))) return null;
  const { path, query } = decision.request.target;
  const proof = proofFor(refusal);
  const choices = providersFor(exchange, decision.route.providers, proof);
  return providerHref(choices, { returnTo: `${path}${query}`, proof });
}
