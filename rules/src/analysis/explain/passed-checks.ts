import { passedConditions } from '../../controls/conditions/index.ts';
import { VISITOR_CONTROLS, VISITOR_KEYS } from '../../controls/index.ts';
import { type Engine, formatAddress, lineOf, type SessionFact, type StepName } from '../../engine/index.ts';
import type { Conditions, RouteRule, SourceLine } from '../../policy/index.ts';
import { pageAllowed, spellingRead, takenText } from '../../settings/index.ts';
import type { CheckName } from './explanation.ts';
import type { Trace } from './trace.ts';

/** Something that a step looks at, and what it says where it does not refuse. */
export interface Check {
  readonly step: StepName;
  readonly check: CheckName;
  readonly text: string;
  readonly at: SourceLine | null;
}

/** What the steps after `route` look at for this request, in order. Needs the route. */
export function checksOf(engine: Engine, trace: Trace, route: RouteRule): readonly Check[] {
  return [
    ...addressChecks(engine, trace, route),
    { step: 'session', check: 'session', text: sessionText(trace.session), at: null },
    ...tenantChecks(trace, route),
    ...authorizeChecks(trace, route),
  ];
}

/** What `route` looks at: the host, the route itself, sizes. */
export function routeChecks(trace: Trace, route: RouteRule): readonly Check[] {
  const { request, host, urlTenant, preflight } = trace.decision;
  const tenant = urlTenant === null ? 'names no tenant' : `names the tenant ${urlTenant}`;
  const method = preflight ? `a preflight for ${request.requestedMethod}` : request.method;
  return [
    { step: 'route', check: 'host', text: `${request.target.host} ${tenant}`, at: host?.pattern.at ?? null },
    {
      step: 'route',
      check: 'route',
      text: `${method} ${route.path} is the route ${route.id}${route.hosts === null ? '' : `, for ${route.hosts.join(', ')}`}`,
      at: route.at,
    },
    ...spellingRead({ route, request }).map((finding) => ({
      step: 'route' as const,
      check: 'route' as const,
      ...finding,
    })),
    {
      step: 'route',
      check: 'size',
      text: `takes ${takenText(route)}`,
      at: route.lines['body'] === undefined ? null : lineOf(route, 'body'),
    },
    ...trace.decision.named.map(({ title, decision: { request: named, route: found } }) => ({
      step: 'route' as const,
      check: 'resource' as const,
      text: `${title}: ${named.method} ${named.target.path} is the route ${found.id}, decided as well`,
      at: found.at,
    })),
  ];
}

function addressChecks({ policy, isListed }: Engine, { decision }: Trace, route: RouteRule): readonly Check[] {
  const { address } = decision.request;
  const shown = address === null ? 'an unknown address' : formatAddress(address);
  const lists = route.access.addresses;
  const checks: Check[] = [];
  if (policy.deny.addresses.length > 0) {
    const text = `${shown} is on no deny list (${policy.deny.addresses.join(', ')})`;
    checks.push({ step: 'address', check: 'deny', text, at: policy.deny.at });
  }
  if (lists !== null) {
    const holds = address === null ? [] : lists.filter((list) => isListed(list, address));
    const text = `${shown} is on ${holds.join(', ')}`;
    checks.push({ step: 'address', check: 'addresses', text, at: lineOf(route, 'addresses') });
  }
  if (checks.length === 0) checks.push({ step: 'address', check: 'addresses', text: 'any address may come', at: null });
  return checks;
}

function sessionText(fact: SessionFact): string {
  if (fact.kind === 'none') return 'no one is signed in';
  if (fact.kind === 'invalid') return `the role cookie does not hold (${fact.detail})`;
  const { user, tenant, roles, actAs } = fact.session;
  const acting = actAs === null ? '' : `, used by ${actAs.sub} (${actAs.reason})`;
  return `${user} of ${tenant}, ${roles.length === 0 ? 'no role' : roles.join(', ')}${acting}`;
}

function tenantChecks({ decision, session }: Trace, route: RouteRule): readonly Check[] {
  const { urlTenant, admitted } = decision;
  const own = session.kind === 'verified' ? session.session.tenant : null;
  const named = urlTenant === null ? 'the host names no tenant' : `the host names ${urlTenant}`;
  const text = own === null ? `${named}, and no one is signed in` : `${named}, the session is of ${own}`;
  const wall: Check = { step: 'tenant', check: 'tenantWall', text, at: null };
  const policy = admitted?.kind === 'answered' ? admitted.tenantPolicy : null;
  if (policy === null) return [wall];
  return [wall, { step: 'tenant', check: 'tenantPolicy', text: "the tenant's own policy holds", at: route.at }];
}

function authorizeChecks(trace: Trace, route: RouteRule): readonly Check[] {
  const { access } = route;
  const conditions = access.conditions === null ? [] : conditionChecks(access.conditions, trace, route);
  return [...crossSiteChecks(trace, route), ...conditions, ...visitorChecks(trace, route)];
}

function crossSiteChecks({ decision }: Trace, route: RouteRule): readonly Check[] {
  const { request, preflight } = decision;
  const step = 'authorize';
  const allowed = pageAllowed({ route, request, preflight });
  if (allowed.length > 0) return allowed.map((finding) => ({ step, ...finding }));
  const browser = request.fetchSite !== null || request.origin !== null;
  const text = browser ? 'no other site misuses a session' : 'no browser, so no other site can be behind it';
  return [{ step, check: 'crossSite', text, at: null }];
}

function conditionChecks(conditions: Conditions, { decision }: Trace, route: RouteRule): readonly Check[] {
  return passedConditions(conditions, decision).map(({ part, text }) => ({
    step: 'authorize',
    check: 'conditions',
    text,
    at: lineOf(route, part),
  }));
}

function visitorChecks({ decision, session: fact }: Trace, route: RouteRule): readonly Check[] {
  const { access } = route;
  const step = 'authorize' as const;
  if (access.kind === 'public')
    return [{ step, check: 'roles', text: 'open to everyone', at: lineOf(route, 'access') }];
  if (decision.preflight)
    return [{ step, check: 'roles', text: 'a preflight has no session; the request itself needs one', at: null }];
  if (fact.kind !== 'verified') return [{ step, check: 'roles', text: '', at: lineOf(route, 'roles') }];
  const seen = { session: fact.session, request: decision.request };
  return VISITOR_KEYS.flatMap((check) => {
    const passed = VISITOR_CONTROLS[check].explain.passed(access, seen, route);
    return passed === null ? [] : [{ step, check, ...passed }];
  });
}
