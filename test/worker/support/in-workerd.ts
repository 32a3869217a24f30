import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { freePort } from '../../../cli/src/dev/ports.ts';
import { startWorkerd } from '../../../cli/src/dev/workerd-process.ts';
import { until } from '../../support/patience.ts';

/** Functions of a module whose arguments and results are JSON. */
type Callable = Readonly<Record<string, (...args: never[]) => unknown>>;

/** A module that runs in workerd, where its code has the runtime that it is written for. */
export interface InWorkerd<M> {
  readonly call: <K extends keyof M & string>(
    name: K,
    ...args: M[K] extends (...args: infer A) => unknown ? A : never
  ) => Promise<M[K] extends (...args: never[]) => infer R ? Awaited<R> : never>;
  readonly stop: () => Promise<void>;
}

/**
 * Runs a module in plain workerd and calls its exported functions over HTTP. What they throw is thrown here, by its message.
 * @param objectClass a Durable Object that the module exports: its namespace is bound under that name, with SQLite
 */
export async function startInWorkerd<M extends Callable | object>(
  module: URL,
  objectClass: string | null = null,
): Promise<InWorkerd<M>> {
  const folder = await mkdtemp(join(tmpdir(), 'in-workerd-'));
  await bundle(fileURLToPath(module), objectClass, join(folder, 'worker.js'));
  const port = await freePort();
  await writeFile(join(folder, 'workerd.capnp'), configFor(port, folder, objectClass));
  const said: string[] = [];
  const workerd = startWorkerd(join(folder, 'workerd.capnp'), {}, (line) => said.push(line));
  const stop = async (): Promise<void> => {
    await workerd.stop();
    await rm(folder, { recursive: true, force: true });
  };
  const call = async (name: string, ...args: unknown[]): Promise<never> => {
    const response = await fetch(`http://127.0.0.1:${port}/`, {
      method: 'POST',
      // One that waits too long for its next request is closed by workerd, perhaps just as that is sent.
      headers: { connection: 'close' },
      body: JSON.stringify({ name, args }),
    });
    const { value, thrown } = (await response.json()) as { value: never; thrown?: string };
    if (thrown !== undefined) throw new Error(thrown);
    return value;
  };
  await until(() => isReady(port)).catch(async () => {
    await stop();
    throw new Error(`workerd did not start: ${said.join('\n')}`);
  });
  return { call: call as InWorkerd<M>['call'], stop };
}

async function bundle(entry: string, objectClass: string | null, outfile: string): Promise<void> {
  const contents = `import * as subject from ${JSON.stringify(entry)};
${objectClass === null ? '' : `export { ${objectClass} } from ${JSON.stringify(entry)};`}
export default {
  async fetch(request) {
    if (request.method !== 'POST') return new Response();
    const { name, args } = await request.json();
    try {
      return Response.json({ value: await subject[name](...args) });
    } catch (error) {
      return Response.json({ thrown: String(error) });
    }
  },
};`;
  await build({
    stdin: { contents, resolveDir: join(entry, '..') },
    outfile,
    bundle: true,
    format: 'esm',
    target: 'es2024',
    conditions: ['workerd', 'worker', 'browser'],
    external: ['cloudflare:*'],
    logLevel: 'silent',
  });
}

function configFor(port: number, folder: string, objectClass: string | null): string {
  const storage =
    objectClass === null ? '' : `,\n    (name = "storage", disk = (path = ${JSON.stringify(folder)}, writable = true))`;
  const objects =
    objectClass === null
      ? ''
      : `
  durableObjectNamespaces = [(className = "${objectClass}", uniqueKey = "${objectClass}", enableSql = true)],
  durableObjectStorage = (localDisk = "storage"),
  bindings = [(name = "${objectClass}", durableObjectNamespace = "${objectClass}")],`;
  return `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
    (name = "main", worker = .main),
    (name = "internet", network = (allow = ["public", "private"]))${storage}
  ],
  sockets = [(name = "http", address = "127.0.0.1:${port}", http = (), service = "main")],
);
const main :Workerd.Worker = (
  modules = [(name = "worker.js", esModule = embed "worker.js")],
  compatibilityDate = "2026-11-17",${objects}
);
`;
}

function isReady(port: number): Promise<true | undefined> {
  return fetch(`http://127.0.0.1:${port}/`).then(
    () => true,
    () => undefined,
  );
}
