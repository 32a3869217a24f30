import { POLICY_FORMAT, type Policy, type StateRule } from '../../policy/index.ts';
import { compileFileDefaults } from '../../settings/index.ts';
import {
  checkAmbiguousRoutes,
  checkLetterCase,
  checkRouteIds,
  checkRouteLimits,
  checkSharedSecrets,
  checkStrippedRoutes,
} from '../checks/index.ts';
import { digestOf } from '../output/index.ts';
import { checkList, checkReferences, valueOrProblem } from '../problems/index.ts';
import type { PlacedRoute } from '../shape/index.ts';
import { parseGatewayId, parseName, parseShortDuration } from '../values/index.ts';
import { buildAddressLists } from './address-lists.ts';
import { buildClientAddress } from './build-client-address.ts';
import { buildDevelopment } from './build-development.ts';
import { buildHosts } from './build-hosts.ts';
import { buildHsts } from './build-hsts.ts';
import { buildLimits } from './build-limits.ts';
import { buildOrigins } from './build-origins.ts';
import { buildPages } from './build-pages.ts';
import { buildRoutes } from './build-routes.ts';
import { buildSession } from './build-session.ts';
import { buildTokens } from './build-tokens.ts';
import { buildIssuers, buildProviders, buildTenantIdentity } from './identity/index.ts';
import type { Scope } from './scope.ts';

/** What takes longer is better refused; what answers sooner than the least is in the same process. */
const STATE_DEADLINE_BOUNDS = { least: '50ms', most: '2s' };
const DEFAULT_STATE_DEADLINE = '250ms';

/** Compiles rules of the right shape. The result counts only if no problem was reported. */
export function buildPolicy(scope: Scope, placed: readonly PlacedRoute[]): Policy {
  const { rules, report } = scope;
  valueOrProblem(report, ['gateway'], 'invalid_name', parseGatewayId(rules.gateway));
  const hosts = buildHosts(scope, rules.hosts);
  const clientAddress = buildClientAddress(scope);
  const lists = buildAddressLists(scope);
  const limits = buildLimits(scope);
  const origins = buildOrigins(scope, hosts);
  const defaults = compileFileDefaults(rules, scope);
  const hsts = buildHsts(scope);
  const issuers = buildIssuers(scope);
  const routes = buildRoutes(scope, placed, { lists, defaults, hsts: hsts.value });
  checkSharedSecrets(report, rules);
  checkRouteIds(report, placed);
  checkAmbiguousRoutes(report, routes);
  checkLetterCase(report, routes);
  checkRouteLimits(report, routes, limits);
  checkStrippedRoutes(report, routes, origins);
  const body: Omit<Policy, 'digest'> = {
    format: POLICY_FORMAT,
    gateway: rules.gateway,
    hosts,
    clientAddress,
    roles: buildRoles(scope),
    addresses: Object.fromEntries(lists),
    limits,
    origins,
    session: buildSession(scope),
    providers: buildProviders(scope),
    tenantIdentity: buildTenantIdentity(scope),
    issuers,
    tokens: buildTokens(scope),
    state: buildState(scope),
    hsts,
    deny: buildDeny(scope),
    ...buildPages(scope),
    routes: routes.map(({ rule }) => rule),
    ...buildDevelopment(scope, routes, { origins, issuers }),
  };
  return { ...body, digest: digestOf(body) };
}

function buildRoles({ rules, report }: Scope): readonly string[] {
  const roles = rules.roles ?? [];
  if (rules.roles !== undefined)
    checkList(report, ['roles'], roles, { what: 'role', emptyFix: 'List the roles, or remove the key.' });
  for (const [index, role] of roles.entries()) {
    valueOrProblem(report, ['roles', index], 'invalid_name', parseName(role));
    if (role === 'any')
      report.add(['roles', index], 'reserved_name', 'The role "any" would read as every role.', 'Choose another name.');
  }
  return roles;
}

function buildState({ rules, report }: Scope): StateRule {
  const deadline = rules.state?.deadline ?? DEFAULT_STATE_DEADLINE;
  const deadlineMs = valueOrProblem(
    report,
    ['state', 'deadline'],
    'invalid_quantity',
    parseShortDuration(deadline, STATE_DEADLINE_BOUNDS),
  );
  return { deadlineMs: deadlineMs ?? 0, at: report.sourceLine(['state']) };
}

function buildDeny({ rules, report, declared }: Scope): Policy['deny'] {
  const addresses = rules.deny?.addresses ?? [];
  if (rules.deny !== undefined) {
    checkReferences(report, ['deny', 'addresses'], addresses, declared.addresses, {
      what: 'address list',
      emptyFix: 'Name the lists, or remove "deny".',
    });
  }
  return { addresses, at: report.sourceLine(['deny']) };
}
