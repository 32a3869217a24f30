import type { Mutant } from '../mutant.ts';

const STEPS = 'rules/src/engine/steps';
const TENANT = { file: `${STEPS}/tenant.ts`, tests: ['test/rules/engine/steps/tenant.test.ts'] } as const;
const ADMIT = { file: `${STEPS}/admit.ts`, tests: ['test/rules/engine/steps/admit.test.ts'] } as const;
const AUTHORIZE = { file: `${STEPS}/authorize.ts`, tests: ['test/rules/engine/steps/authorize.test.ts'] } as const;
const ADDRESS = { file: `${STEPS}/address.ts`, tests: ['test/rules/engine/steps/address.test.ts'] } as const;
const condition = (name: string): Pick<Mutant, 'file' | 'tests'> => ({
  file: `rules/src/controls/conditions/${name}/decide.ts`,
  tests: ['test/rules/controls/conditions/decide.test.ts'],
});

const check = (control: string): Pick<Mutant, 'file' | 'tests'> => ({
  file: `rules/src/controls/${control}/decide.ts`,
  tests: ['test/rules/engine/steps/authorize.test.ts'],
});
const STRIPPED = {
  file: 'rules/src/compiler/checks/stripped-routes.ts',
  tests: ['test/rules/compiler/broken-rules.test.ts'],
} as const;

/** What `decide` refuses by request and rules. */
export const RULES: readonly Mutant[] = [
  { ...TENANT, id: 'tenant: no wall', find: 'session.tenant !== decision.urlTenant', replace: 'false' },
  {
    file: 'rules/src/engine/set-session.ts',
    tests: ['test/rules/engine/session-host.test.ts'],
    id: 'hosts: a session counts everywhere',
    find: 'publicHostOf(host.pattern) !== bound',
    replace: 'false',
  },
  {
    file: 'rules/src/engine/set-session.ts',
    tests: ['test/rules/engine/session-host.test.ts'],
    id: 'hosts: a session counts on routes for every host',
    find: 'session.host === undefined || route.hosts !== null',
    replace: 'true',
  },
  {
    file: 'rules/src/engine/target/host-routes.ts',
    tests: ['test/rules/engine/target/host-routes.test.ts'],
    id: 'hosts: the route for every host wins',
    find: '[...own.map(({ route }) => route), ...everywhere]',
    replace: '[...everywhere, ...own.map(({ route }) => route)]',
  },
  {
    file: 'rules/src/analysis/diff/pairs/host-groups.ts',
    tests: ['test/rules/analysis/diff/truth.test.ts', 'test/rules/analysis/diff/hosts-and-paths.test.ts'],
    id: 'hosts: diff takes all hosts for one',
    find: 'ofOld.get(newSide.routes) ??',
    replace: '[...ofOld.values()][0] ??',
  },
  { ...TENANT, id: 'tenant: suspended', find: 'if (policy.suspended)', replace: 'if (false)' },
  {
    ...TENANT,
    id: 'tenant: any address',
    find: "return isListed(policy.addresses, decision) ? null : refuse('tenant_address_not_listed', at);",
    replace: 'return null;',
  },
  {
    ...TENANT,
    id: 'tenant: an unknown address',
    find: 'address !== null && createTenantAddressMatcher',
    replace: 'address === null || createTenantAddressMatcher',
  },
  { ...TENANT, id: 'tenant: no second factor', find: 'policy.requireMfa &&', replace: 'false &&' },

  {
    ...ADMIT,
    id: 'admit: a lost record',
    find: "kind === 'open' && route.audit !== 'required'",
    replace: "kind === 'open'",
  },
  {
    ...ADMIT,
    id: 'admit: state away',
    find: "if (route.whenStateUnavailable.kind === 'open'",
    replace: "if (route.whenStateUnavailable.kind !== 'stale'",
  },
  {
    ...ADMIT,
    id: 'admit: limits',
    find: 'limits.filter((limit) => !limit.admitted)',
    replace: 'limits.filter(() => false)',
  },
  { ...ADMIT, id: 'admit: revoked', find: '!isPublic || ofOtherTenant ?', replace: 'ofOtherTenant ?' },
  {
    ...ADMIT,
    id: 'admit: revoked at another tenant’s host',
    find: '!isPublic || ofOtherTenant ?',
    replace: '!isPublic ?',
  },
  {
    ...ADMIT,
    id: 'admit: still somebody on public routes',
    find: "decision.session = { kind: 'invalid', detail: by",
    replace: "void { kind: 'invalid', detail: by",
  },
  {
    ...ADMIT,
    id: 'admit: older than its tenant wants',
    find: "session.issuedAtSeconds < notBefore ? 'tenant policy' : null",
    replace: 'null',
  },
  {
    ...ADMIT,
    tests: ['test/rules/engine/steps/admit-plan.test.ts'],
    id: 'admit: limits left by leaving something out',
    find: "if (incomplete && !limit.by.includes('address'))",
    replace: 'if (false)',
  },

  { ...check('roles'), id: 'roles: none', find: 'session.roles.some((role) => roles.includes(role))', replace: 'true' },
  { ...check('roles'), id: 'roles: any of none', find: 'session.roles.length > 0', replace: 'true' },
  { ...check('act-as'), id: 'act-as: never', find: "actAs === 'never'", replace: 'false' },
  {
    ...check('act-as'),
    id: 'act-as: writes',
    find: 'SAFE_METHODS.has(method) && !upgradesToWebSocket',
    replace: '!upgradesToWebSocket',
  },
  { ...check('act-as'), id: 'act-as: WebSockets', find: ' && !upgradesToWebSocket', replace: '' },
  {
    ...check('step-up'),
    id: 'step-up: any method',
    find: 'session.authenticationMethods.some((method) => stepUp.methods.includes(method))',
    replace: 'true',
  },
  {
    ...check('step-up'),
    id: 'step-up: any time',
    find: 'session.authenticatedAtSeconds <= stepUp.withinSeconds',
    replace: 'session.authenticatedAtSeconds < Number.POSITIVE_INFINITY',
  },
  {
    ...AUTHORIZE,
    id: 'session: an invalid one',
    find: 'return decideInvalid(decision, route, decision.session.detail);',
    replace: 'return null;',
  },

  {
    ...ADDRESS,
    id: 'address: denied',
    find: 'engine.isListed(list, address));\n  return denied',
    replace: 'false && engine.isListed(list, address));\n  return denied',
  },
  {
    ...ADDRESS,
    id: 'address: unknown, with a deny list',
    find: "deny.addresses.length > 0 ? refuse('address_unknown', deny.at) : null",
    replace: 'null',
  },
  {
    ...ADDRESS,
    file: 'rules/src/controls/addresses/decide.ts',
    id: 'address: unknown, on a listed route',
    find: "if (address === null) return { reason: 'address_unknown', part: 'addresses' };",
    replace: 'if (address === null) return null;',
  },
  {
    ...ADDRESS,
    file: 'rules/src/controls/addresses/decide.ts',
    id: 'address: not listed',
    find: 'addresses.some((list) => isListed(list, address))',
    replace: 'addresses.length > 0',
  },

  { ...condition('tls'), id: 'condition: TLS', find: 'minorTlsVersion(tlsVersion) >= minTls', replace: 'true' },
  {
    ...condition('countries'),
    id: 'condition: an unknown country',
    find: '(country !== null && countries',
    replace: '(country === null || countries',
  },
  {
    ...condition('asns'),
    id: 'condition: an unknown network',
    find: '(asn !== null && asns',
    replace: '(asn === null || asns',
  },
  {
    ...condition('times'),
    id: 'condition: no longer open',
    find: 'nowSeconds >= untilSeconds',
    replace: 'nowSeconds > untilSeconds',
  },
  {
    ...condition('times'),
    id: 'condition: times of the week',
    find: 'value < (pairs[index + 1] ?? 0)',
    replace: 'value <= (pairs[index + 1] ?? 0)',
  },
  {
    ...condition('tenant'),
    id: 'condition: no tenant',
    find: "tenant === 'required' && urlTenant === null",
    replace: 'false',
  },
  { ...STRIPPED, id: 'path: routes beside what is stripped', find: ' && segment.value === part', replace: '' },
];
