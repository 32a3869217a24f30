import { lineOf, SECOND_FACTORS } from '../../engine/index.ts';
import {
  type IssuerRule,
  type Policy,
  type ProviderRule,
  type RouteRule,
  type SourceLine,
  TENANT_PROVIDER,
  type TenantMapping,
} from '../../policy/index.ts';
import { type Advice, createAdvice } from './catalogue/index.ts';

/** Claims that a provider may give to another person later. */
const REASSIGNED: ReadonlySet<string> = new Set([
  'email',
  'name',
  'nickname',
  'preferred_username',
  'unique_name',
  'upn',
]);
const HOUR_SECONDS = 60 * 60;
/** What a session says where the provider showed a second factor by `acr`, or by one of its methods. */
const MULTIPLE_FACTORS = 'mfa';

/** Who signs people in, and whom: what a reviewer should know of it. */
export function adviseOnIdentity(policy: Policy): readonly Advice[] {
  const providers = Object.values(policy.providers);
  return [
    ...providers.flatMap((provider) => [
      ...unused(provider, `identity provider "${provider.id}", so no one can sign in by it.`, policy),
      ...grantsToAnyone(provider),
      ...reassigned(provider),
      ...leavers(provider, policy),
    ]),
    ...ofTenants(policy),
    ...sharedUsers(policy),
    ...Object.values(policy.issuers).flatMap(everyTenant),
    ...policy.routes.flatMap((route) => [...onPublicRoute(route), ...withoutStepUp(route, policy)]),
  ];
}

/** @param what which provider, and what comes of it */
function unused(
  { id, at }: Pick<ProviderRule, 'id' | 'at'>,
  what: string,
  { routes }: Pick<Policy, 'routes'>,
): readonly Advice[] {
  if (routes.some(({ providers }) => providers.includes(id))) return [];
  return [
    createAdvice(
      'unused_provider',
      at,
      `No route leads to ${what}`,
      `Write "signIn: ${id}" at the top or at its routes, or remove it.`,
    ),
  ];
}

/** Providers that no rule names. */
function ofTenants(policy: Policy): readonly Advice[] {
  const rule = policy.tenantIdentity;
  if (rule === null) return [];
  const { issuers, grant, at, signals } = rule;
  return [
    createAdvice(
      'tenants_bring_providers',
      at,
      `Each tenant may sign its people in as ${grant.join(', ')}, by a provider of its own at ${issuers.join(', ')}.`,
      'Allow no more issuers and roles than your customers need. If that is what you sell, leave it.',
    ),
    ...unused({ id: TENANT_PROVIDER, at }, 'the providers that tenants bring, so no one can sign in by them.', policy),
    ...leavers({ id: TENANT_PROVIDER, at, signals }, policy),
  ];
}

/** Who signs people in, and at which tenants; `null`: at any. */
interface Source {
  readonly id: string;
  readonly tenants: readonly string[] | null;
  readonly at: SourceLine;
}

/** Each that names people of a tenant for which another one does, too. What tenants bring themselves has ids of its own. */
function sharedUsers({ providers, issuers }: Policy): readonly Advice[] {
  const sources = [
    ...Object.values(providers).map(({ id, tenant, at }): Source => ({ id, tenants: tenantsOf(tenant), at })),
    ...Object.values(issuers).map(
      ({ id, tenants, at }): Source => ({ id, tenants: tenants === 'any' ? null : tenants, at }),
    ),
  ];
  return sources.flatMap((source, index) => {
    const others = sources.slice(0, index).filter((other) => meet(source, other));
    if (others.length === 0) return [];
    const names = [...others, source].map(({ id }) => `"${id}"`).join(' and ');
    return [
      createAdvice(
        'users_shared',
        source.at,
        `${names} sign people in at the same tenants, and say who they are.`,
        'Let their "user" (or "sub") name people in a way that only one person can have, such as an id of the company.',
      ),
    ];
  });
}

function tenantsOf(mapping: TenantMapping): readonly string[] {
  return mapping.kind === 'claim' ? Object.values(mapping.tenants) : [mapping.tenant];
}

function meet(one: Source, other: Source): boolean {
  return one.tenants === null || other.tenants === null || one.tenants.some((each) => other.tenants?.includes(each));
}

function grantsToAnyone({ id, roles }: ProviderRule): readonly Advice[] {
  return roles.flatMap(({ match, grant, at }) =>
    match.kind === 'anyone'
      ? [
          createAdvice(
            'anyone_signs_in',
            at,
            `Everyone whom identity provider "${id}" signs in gets ${grant.join(', ')}.`,
            'Name groups or claims. If the provider knows your own people alone, leave it.',
          ),
        ]
      : [],
  );
}

function reassigned({ id, user, at }: ProviderRule): readonly Advice[] {
  if (!REASSIGNED.has(user)) return [];
  return [
    createAdvice(
      'user_reassigned',
      at,
      `Identity provider "${id}" names users by "${user}", which can change hands.`,
      'Leave "user" out, or name a claim that stays with one person, such as oid of Entra ID.',
    ),
  ];
}

/** Nothing says that someone has left, and sessions last. */
function leavers(
  { id, signals, at }: Pick<ProviderRule, 'id' | 'signals' | 'at'>,
  { session }: Policy,
): readonly Advice[] {
  const { renew, lifetimeSeconds } = session;
  const hears =
    signals.scim !== null || signals.universalLogout || signals.backchannelLogout || signals.events !== null;
  const longestSeconds = renew === null ? lifetimeSeconds : renew.absoluteSeconds;
  if (hears || longestSeconds <= HOUR_SECONDS || (renew !== null && renew.recheckSeconds !== null)) return [];
  return [
    createAdvice(
      'leavers_stay',
      at,
      `Identity provider "${id}" says nothing of people who have left, and their sessions last up to ${Math.round(longestSeconds / HOUR_SECONDS)} hours.`,
      'Take a signal that it can send ("signals"), or ask it while sessions renew ("session.renew.recheck").',
    ),
  ];
}

function everyTenant({ id, tenants, at }: IssuerRule): readonly Advice[] {
  if (tenants !== 'any') return [];
  return [
    createAdvice(
      'issuer_of_every_tenant',
      at,
      `Issuer "${id}" may start sessions of every tenant.`,
      'List its tenants. If it is the login service of all of them, leave it.',
    ),
  ];
}

function onPublicRoute(route: RouteRule): readonly Advice[] {
  if (route.access.kind !== 'public' || route.providers.length === 0) return [];
  return [
    createAdvice(
      'provider_on_public_route',
      lineOf(route, 'signIn'),
      `Route "${route.id}" is public, so it never sends anyone to ${route.providers.join(' or ')}.`,
      'Give the route to { roles: any }, or remove "signIn".',
    ),
  ];
}

/** Step-up sends people to a provider whose word about second factors the rules do not take. */
function withoutStepUp(route: RouteRule, policy: Policy): readonly Advice[] {
  const { access } = route;
  if (access.kind === 'public' || access.stepUp === null) return [];
  const { methods } = access.stepUp;
  if (methods.length === 0 || methods.some((method) => !SECOND_FACTORS.has(method))) return [];
  const silent = route.providers.filter((id) => !shown(id, policy).some((method) => methods.includes(method)));
  if (silent.length === 0) return [];
  return [
    createAdvice(
      'step_up_never_shown',
      lineOf(route, 'stepUp'),
      `Route "${route.id}" asks for ${methods.join(' or ')}, which ${silent.map(nameOf).join(' and ')} can never show.`,
      `Say in "stepUp" of ${silent.includes(TENANT_PROVIDER) ? '"tenantIdentity"' : 'the provider'} what shows a second factor.`,
    ),
  ];
}

function nameOf(id: string): string {
  return id === TENANT_PROVIDER ? "a tenant's own provider" : id;
}

/** Second factors that sessions of the provider can have: of a tenant's own, those that the rules let tenants name. */
function shown(id: string, { providers, tenantIdentity }: Policy): readonly string[] {
  const stepUp = (id === TENANT_PROVIDER ? tenantIdentity : providers[id])?.stepUp ?? null;
  return stepUp === null ? [] : [MULTIPLE_FACTORS, ...stepUp.amr];
}
