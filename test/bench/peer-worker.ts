import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort, PROJECT_ROOT } from '@portcullis/cli/dev';
import { build } from 'esbuild';
import { startWorkerd } from '../../cli/src/dev/workerd-process.ts';

/** A Worker in a workerd of its own. */
export interface RunningWorker {
  readonly pid: number;
  readonly url: string;
  /** From the start of the process to its first answer. */
  readonly startMs: number;
  readonly stop: () => Promise<void>;
}

export interface PeerOptions {
  /** Name of a file in `peers/`. */
  readonly name: string;
  readonly folder: string;
  /** Constants that the peer's code names. */
  readonly define: Readonly<Record<string, unknown>>;
  readonly bindings: Readonly<Record<string, string>>;
}

/** Bundles a peer as the gateway's own bundle is made, and starts it on the gateway's compatibility date. */
export async function startPeer({ name, folder, define, bindings }: PeerOptions): Promise<RunningWorker> {
  const port = await freePort();
  await mkdir(folder, { recursive: true });
  await build({
    entryPoints: [fileURLToPath(new URL(`./peers/${name}.ts`, import.meta.url))],
    outfile: join(folder, 'worker.js'),
    bundle: true,
    format: 'esm',
    target: 'es2024',
    conditions: ['workerd', 'worker', 'browser'],
    minify: true,
    define: Object.fromEntries(Object.entries(define).map(([constant, value]) => [constant, JSON.stringify(value)])),
    logLevel: 'silent',
  });
  const configFile = join(folder, 'workerd.capnp');
  await writeFile(configFile, configText(port, Object.keys(bindings), await compatibilityDate()));
  const startedMs = performance.now();
  const process = startWorkerd(configFile, bindings, () => undefined);
  const url = `http://127.0.0.1:${port}`;
  await firstAnswer(`${url}/`);
  return { pid: process.pid, url, startMs: performance.now() - startedMs, stop: process.stop };
}

/** Waits until somebody answers, whatever the answer is. */
export async function firstAnswer(url: string): Promise<void> {
  for (let attempt = 0; attempt < 2000; attempt += 1) {
    const answered = await fetch(url).then(
      async (response) => {
        await response.body?.cancel();
        return true;
      },
      () => false,
    );
    if (answered) return;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  throw new Error(`${url} did not answer within ten seconds`);
}

async function compatibilityDate(): Promise<string> {
  const toml = await readFile(join(PROJECT_ROOT, 'wrangler.toml'), 'utf8');
  const date = /^compatibility_date\s*=\s*"([^"]+)"/m.exec(toml)?.[1];
  if (date === undefined) throw new Error('wrangler.toml: compatibility_date is missing');
  return date;
}

function configText(port: number, bindings: readonly string[], date: string): string {
  const list = bindings.map((name) => `(name = "${name}", fromEnvironment = "${name}")`).join(', ');
  return `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
    (name = "peer", worker = .peer),
    (name = "internet", network = (allow = ["public", "private"])),
  ],
  sockets = [(name = "http", address = "127.0.0.1:${port}", http = (), service = "peer")],
);
const peer :Workerd.Worker = (
  modules = [(name = "worker.js", esModule = embed "worker.js")],
  compatibilityDate = "${date}",
  bindings = [${list}],
);
`;
}
