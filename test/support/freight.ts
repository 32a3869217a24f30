import { readFileSync } from 'node:fs';
import { developmentKeySet, localPolicy } from '@portcullis/cli/dev';
import { compileRules, compileRulesFile, formatProblems } from '@portcullis/rules/compiler';
import type { Policy } from '@portcullis/rules/policy';
import { type Freight, startFreight } from '../../examples/freight/src/server.ts';
import { startTestGateway, type TestGateway } from './gateway.ts';

/** The example app behind the gateway, with the rules that ship. */
export interface FreightBehindGateway {
  readonly freight: Freight;
  readonly gateway: TestGateway;
  /** Base URL of a tenant's own host. */
  readonly tenantUrl: (tenant: string) => string;
  readonly stop: () => Promise<void>;
}

/** The rules that ship, compiled. */
export function shippedPolicy(): Policy {
  const compiled = compileRulesFile('rules/gateway.yaml');
  if (!compiled.ok) throw new Error(formatProblems(compiled.problems));
  return compiled.policy;
}

/** The rules that ship, with other response headers. */
export function shippedPolicyWith(headers: string): Policy {
  const shipped = readFileSync('rules/gateway.yaml', 'utf8');
  const text = shipped.replace(/^headers: strict$/m, `headers: ${headers}`);
  const readFile = (path: string) => readFileSync(`rules/${path}`, 'utf8');
  const compiled = compileRules({ file: 'gateway.yaml', text, readFile });
  if (!compiled.ok) throw new Error(formatProblems(compiled.problems));
  return compiled.policy;
}

/** Starts both on free ports, with fresh keys and fresh state. */
export async function startFreightBehindGateway(policy: Policy = shippedPolicy()): Promise<FreightBehindGateway> {
  const keys = developmentKeySet();
  const freight = await startFreight({ port: 0, host: '127.0.0.1', issuer: policy.gateway, audience: 'freight', keys });
  const gateway = await startTestGateway({
    rules: (port) => localPolicy(policy, { port, originUrls: { freight: `http://127.0.0.1:${freight.port}` } }),
    settings: { ORIGIN_FREIGHT_KEYS: keys },
  });
  return {
    freight,
    gateway,
    tenantUrl: (tenant) => `http://${tenant}.localhost:${gateway.port}`,
    stop: async () => {
      await gateway.stop();
      await freight.close();
    },
  };
}
