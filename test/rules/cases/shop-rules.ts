import { compileRules, formatProblems } from '@portcullis/rules/compiler';
import { createEngine, type Engine } from '@portcullis/rules/engine';
import { compileCases, runCases } from '../../../rules/src/cases/index.ts';

type CaseResult = ReturnType<typeof runCases>[number];

/** Small rules with one of everything that coverage asks for. */
export const SHOP_RULES = `version: 1
gateway: shop-edge
hosts: ["{tenant}.shop.example.com", shop.example.com]
clientAddress: cloudflare
roles: [owner, clerk, guest]
addresses: { office: [203.0.113.0/24], blocked: [198.51.100.0/24] }
deny: { addresses: [blocked] }
limits:
  api: { quota: 600 per 1m, by: [tenant, user] }
origins:
  shop: { url: https://shop-origin.example.com, keys: ORIGIN_SHOP_KEYS, context: HS256 }
routes:
  - { id: page, path: /, access: public }
  - id: orders
    path: /orders
    access:
      roles: [owner, clerk]
      stepUp: { within: 15m, methods: [otp] }
      addresses: [office]
      countries: [DE]
    limits: [api]
    cors: { origins: ["https://portal.example.com"], credentials: true }
  - { id: saml, path: /saml, methods: [POST], access: public, crossSite: { formPosts: [https://idp.example.com] } }
`;

export function shopEngine(text: string = SHOP_RULES): Engine {
  const result = compileRules({ file: 'shop.yaml', text });
  if (!result.ok) throw new Error(formatProblems(result.problems));
  return createEngine(result.policy, { development: false });
}

/** Lines of cases with defaults and sessions above them. */
export function casesFile(...cases: readonly string[]): string {
  return `version: 1
defaults: { host: acme.shop.example.com, address: 203.0.113.7, country: DE }
sessions:
  owner: { tenant: acme, roles: [owner], amr: [pwd, otp] }
  clerk: { tenant: acme, roles: [clerk], amr: [pwd, otp] }
  guest: { tenant: acme, roles: [guest], amr: [pwd, otp] }
cases:
${cases.map((entry) => `  - { ${entry} }`).join('\n')}
`;
}

/** Results of cases that have no mistake. */
export function resultsOf(...cases: readonly string[]): readonly CaseResult[] {
  return resultsBy(shopEngine(), ...cases);
}

/** The same by other rules. */
export function resultsBy(engine: Engine, ...cases: readonly string[]): readonly CaseResult[] {
  const compiled = compileCases('shop.test.yaml', casesFile(...cases), engine);
  if (!compiled.ok) throw new Error(formatProblems(compiled.problems));
  return runCases(engine, compiled.cases);
}
