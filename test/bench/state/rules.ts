import { compileRules, formatProblems } from '@portcullis/rules/compiler';
import type { Policy } from '@portcullis/rules/policy';

/** What limits are tried with: the same for the gateway counting exactly and for the peer. */
export const TRIED_WINDOW_SECONDS = 10;
export const EXACT_QUOTA = 100;
/** Large enough that a gateway takes several at a time. */
export const LEASED_QUOTA = 600;
/** Never used up: where only the cost of counting is measured. */
export const AMPLE = { quota: 1_000_000, windowSeconds: 60 };

const RULES = `
version: 1
gateway: bench-edge
hosts: ["{tenant}.bench.example", bench.example]
clientAddress: { header: X-Forwarded-For, trustedProxies: [127.0.0.1] }
roles: [owner, reader]
limits:
  ample-exact: { quota: ${AMPLE.quota} per 1m, by: [tenant, user], counting: exact }
  ample-leased: { quota: ${AMPLE.quota} per 1m, by: [tenant, user], counting: leased }
  a-minute: { quota: 12000 per 1m, by: [tenant, user], counting: leased }
  ten-seconds: { quota: 2000 per 10s, by: [tenant, user], counting: leased }
  few: { quota: 5 per 1m, by: [tenant, user], counting: exact }
  tried-exact: { quota: ${EXACT_QUOTA} per ${TRIED_WINDOW_SECONDS}s, by: [tenant, user], counting: exact }
  tried-leased: { quota: ${LEASED_QUOTA} per ${TRIED_WINDOW_SECONDS}s, by: [tenant, user], counting: leased }
origins:
  app: { url: https://app-origin.example, keys: ORIGIN_APP_KEYS, context: HS256 }
session: { lifetime: 1h }
headers: strict
routes:
  - { id: mine, path: /mine, access: { roles: any } }
  - { id: strict, path: /strict, access: { roles: any }, revocation: strict }
  - { id: strict-exact, path: /strict-exact, access: { roles: any }, revocation: strict, limits: [ample-exact] }
  - { id: exact, path: /exact, access: { roles: any }, limits: [ample-exact] }
  - { id: leased, path: /leased, access: { roles: any }, limits: [ample-leased] }
  - { id: a-minute, path: /a-minute, access: { roles: any }, limits: [a-minute] }
  - { id: ten-seconds, path: /ten-seconds, access: { roles: any }, limits: [ten-seconds] }
  - { id: few, path: /few, access: { roles: any }, limits: [few] }
  - { id: tried-exact, path: /tried-exact, access: { roles: any }, limits: [tried-exact] }
  - { id: tried-leased, path: /tried-leased, access: { roles: any }, limits: [tried-leased] }
development:
  hosts: [HOSTS]
  origins: { app: "BASE_URL" }
`;

/** One policy for gateways on all of the ports. */
export function benchPolicy(ports: readonly number[], originUrl: string): Policy {
  const hosts = ports.map((port) => `"127.0.0.1:${port}"`).join(', ');
  const text = RULES.replace('HOSTS', hosts).replace('BASE_URL', originUrl);
  const compiled = compileRules({ file: 'bench.yaml', text });
  if (!compiled.ok) throw new Error(formatProblems(compiled.problems));
  return compiled.policy;
}
