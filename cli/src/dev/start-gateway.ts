import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { packPolicy } from '@portcullis/rules/compiler';
import type { Policy } from '@portcullis/rules/policy';
import { ADDRESSES_MODULE, bundleWorker, POLICY_MODULE } from './bundle-worker.ts';
import { developmentServices } from './development-services.ts';
import { isPortFree } from './ports.ts';
import { PROJECT_ROOT } from './project-root.ts';
import { workerdConfig } from './workerd-config.ts';
import { startWorkerd, type WorkerdProcess } from './workerd-process.ts';

export interface GatewayOptions {
  readonly policy: Policy;
  readonly port: number;
  /** Settings and secrets, by name. */
  readonly settings: Readonly<Record<string, string>>;
  /** Folder for the bundle, the configuration and, with `keepState`, the state. One a gateway. */
  readonly folder: string;
  /** Whether state outlives a restart. */
  readonly keepState: boolean;
  /** Each line of the gateway's log: audit events as JSON, and what workerd says. */
  readonly onLog: (line: string) => void;
  /** Service bindings, name to the URL of the server that answers, beside those that the rules' development URLs ask for. */
  readonly services?: Readonly<Record<string, string>>;
  /** Text of the bundle, for tests that start many. If absent, it is built. */
  readonly bundle?: string;
  /** For tests: the header in which they give what Cloudflare would report about the connection. */
  readonly cfHeader?: string;
  /** For tests: URL of the server that stands in for Cloudflare's cache. */
  readonly cache?: string;
}

export interface RunningGateway {
  readonly port: number;
  readonly process: WorkerdProcess;
  readonly stop: () => Promise<void>;
}

/** Another process listens on the port. */
export class PortInUseError extends Error {
  override readonly name = 'PortInUseError';

  constructor(port: number) {
    super(`port ${port} is in use: stop what listens there, or choose another port`);
  }
}

/** Of a slow and busy machine; one that cannot start ends by itself. */
const START_DEADLINE_MS = 60_000;

/**
 * Runs the production bundle of the gateway in a plain workerd on this machine's loopback address, and waits until it
 * answers.
 * @throws if it ends or does not answer in time, with what workerd said
 */
export async function startGateway(options: GatewayOptions): Promise<RunningGateway> {
  const { folder } = options;
  if (!(await isPortFree(options.port))) throw new PortInUseError(options.port);
  await mkdir(folder, { recursive: true });
  const storageFolder = join(folder, 'state');
  await mkdir(storageFolder, { recursive: true });
  const bundleFile = await writeBundle(folder, options.bundle);
  const { json, binary } = packPolicy(options.policy);
  await writeFile(join(folder, POLICY_MODULE), json);
  await writeFile(join(folder, ADDRESSES_MODULE), binary);
  const configFile = join(folder, 'workerd.capnp');
  const config = workerdConfig({
    listen: `127.0.0.1:${options.port}`,
    bundleFile,
    policyFile: POLICY_MODULE,
    addressesFile: ADDRESSES_MODULE,
    fromEnvironment: Object.keys(options.settings),
    storageFolder,
    services: { ...servicesOf(options), ...options.services },
    cfHeader: options.cfHeader ?? null,
    cache: options.cache ?? null,
    ...(await compatibility()),
  });
  await writeFile(configFile, config);

  const said: string[] = [];
  const process = startWorkerd(configFile, options.settings, (line, stream) => {
    if (stream === 'err' && said.length < 20) said.push(line);
    options.onLog(line);
  });
  const answers = await Promise.race([waitUntilAnswers(options.port), process.ended.then(() => false)]);
  if (!answers) {
    await process.stop();
    throw new Error(`the gateway did not start: ${said.join('\n') || 'no answer'}`);
  }
  const stop = async (): Promise<void> => {
    await process.stop();
    if (!options.keepState) await rm(folder, { recursive: true, force: true });
  };
  return { port: options.port, process, stop };
}

/** Production never reads a development URL. */
function servicesOf({ policy, settings }: GatewayOptions): Readonly<Record<string, string>> {
  return settings['PORTCULLIS_ENV'] === 'development' ? developmentServices(policy) : {};
}

async function writeBundle(folder: string, text: string | undefined): Promise<string> {
  if (text === undefined) return (await bundleWorker(folder)).file;
  const file = join(folder, 'worker.js');
  await writeFile(file, text);
  return file;
}

/** Compatibility date and flags, from the one place that production reads them from. */
async function compatibility(): Promise<{ compatibilityDate: string; compatibilityFlags: readonly string[] }> {
  const toml = await readFile(join(PROJECT_ROOT, 'wrangler.toml'), 'utf8');
  const date = /^compatibility_date\s*=\s*"([^"]+)"/m.exec(toml)?.[1];
  const flags = /^compatibility_flags\s*=\s*\[([^\][]*)\]/m.exec(toml)?.[1] ?? '';
  if (date === undefined) throw new Error('wrangler.toml: compatibility_date is missing');
  return {
    compatibilityDate: date,
    compatibilityFlags: [...flags.matchAll(/"([^"]+)"/g)].map(([, flag]) => flag ?? ''),
  };
}

async function waitUntilAnswers(port: number): Promise<boolean> {
  const until = Date.now() + START_DEADLINE_MS;
  while (Date.now() < until) {
    const answered = await fetch(`http://localhost:${port}/.portcullis/health`).then(
      async (response) => {
        await response.body?.cancel();
        return true;
      },
      () => false,
    );
    if (answered) return true;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return false;
}
