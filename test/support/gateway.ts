import { randomUUID } from 'node:crypto';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { developmentKeySet, freePort, startGateway } from '@portcullis/cli/dev';
import { compileRules, formatProblems } from '@portcullis/rules/compiler';
import type { Policy } from '@portcullis/rules/policy';
import { createMint, type Mint } from './mint.ts';
import { until } from './patience.ts';
import { workerBundle } from './worker-bundle.ts';

export { until };

/** One line of the gateway's log. */
export interface LogLine {
  readonly event?: string;
  readonly [member: string]: unknown;
}

/** The production bundle in workerd, with rules of the test's own. */
export interface TestGateway {
  readonly port: number;
  /** Process id of its workerd. */
  readonly pid: number;
  /** `http://localhost:<port>`. */
  readonly url: string;
  readonly policy: Policy;
  readonly settings: Readonly<Record<string, string>>;
  /** Signs tokens with the gateway's own keys. */
  readonly mint: Mint;
  /** Audit events and reports so far, oldest first. */
  readonly events: readonly LogLine[];
  /** Everything else that the gateway wrote. */
  readonly output: readonly string[];
  /** Waits until the event of a request is there. */
  readonly eventOf: (requestId: string | null) => Promise<LogLine>;
  readonly stop: () => Promise<void>;
}

export interface TestGatewayOptions {
  /** Rules as YAML, in which `PORT` stands for the gateway's port, or a policy made for that port. */
  readonly rules: string | ((port: number) => Policy);
  /** Where it listens. Absent: a free port. */
  readonly port?: number;
  /** Settings to change; `null` takes one away. */
  readonly settings?: Readonly<Record<string, string | null>>;
  /** Service bindings: name to the URL of the server that answers. */
  readonly services?: Readonly<Record<string, string>>;
  /** Header in which requests give what Cloudflare would report about the connection, as JSON. */
  readonly cfHeader?: string;
  /** URL of the cache of its location. */
  readonly cache?: string;
  /** Changes the compiled rules, for what the compiler does not write. */
  readonly adjust?: (policy: Policy) => Policy;
}

/** Compiles the rules and starts the gateway on a free port, with fresh keys and fresh state. */
export async function startTestGateway(options: TestGatewayOptions): Promise<TestGateway> {
  const { port = await freePort() } = options;
  const rules = typeof options.rules === 'string' ? compileText(options.rules, port) : options.rules(port);
  const policy = options.adjust?.(rules) ?? rules;
  const settings = testSettings(policy, options.settings ?? {});
  const events: LogLine[] = [];
  const output: string[] = [];
  const gateway = await startGateway({
    policy,
    port,
    settings,
    folder: await mkdtemp(join(tmpdir(), 'portcullis-test-')),
    keepState: false,
    bundle: await workerBundle(),
    services: options.services ?? {},
    ...(options.cfHeader === undefined ? {} : { cfHeader: options.cfHeader }),
    ...(options.cache === undefined ? {} : { cache: options.cache }),
    onLog: (line) => {
      if (line.startsWith('{')) events.push(JSON.parse(line) as LogLine);
      else output.push(line);
    },
  });
  return {
    port,
    pid: gateway.process.pid,
    url: `http://localhost:${port}`,
    policy,
    settings,
    mint: createMint(policy, settings),
    events,
    output,
    eventOf: (requestId) => until(() => events.find((event) => event['requestId'] === requestId)),
    stop: gateway.stop,
  };
}

/** Compiles rules in which `PORT` stands for the port. */
export function compileText(text: string, port: number): Policy {
  const compiled = compileRules({ file: 'test.yaml', text: text.replaceAll('PORT', String(port)) });
  if (!compiled.ok) throw new Error(formatProblems(compiled.problems));
  return compiled.policy;
}

function testSettings(policy: Policy, changes: Readonly<Record<string, string | null>>): Record<string, string> {
  const keys = ['ROLE_COOKIE_KEYS', 'ADMIN_KEYS', ...Object.values(policy.origins).map((origin) => origin.keys)];
  const proofs = Object.values(policy.providers).map(({ client }) => client.proof);
  const secrets = proofs.flatMap((proof) => (proof.kind === 'secret' ? [proof.secret] : []));
  const settings: Record<string, string | null> = {
    PORTCULLIS_ENV: 'development',
    PORTCULLIS_STATE: 'embedded',
    ...Object.fromEntries(secrets.map((name) => [name, randomUUID()])),
    ...Object.fromEntries(keys.map((name) => [name, developmentKeySet()])),
    ...changes,
  };
  return Object.fromEntries(
    Object.entries(settings).flatMap(([name, value]) => (value === null ? [] : [[name, value]])),
  );
}
