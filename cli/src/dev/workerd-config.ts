import { basename } from 'node:path';
import { ADDRESSES_MODULE, POLICY_MODULE } from './bundle-worker.ts';

/** What a plain `workerd serve` needs to run the gateway. */
export interface WorkerdOptions {
  /** `host:port` to listen on. */
  readonly listen: string;
  /** Files in the folder of the configuration. */
  readonly bundleFile: string;
  readonly policyFile: string;
  readonly addressesFile: string;
  readonly compatibilityDate: string;
  readonly compatibilityFlags: readonly string[];
  /** Text bindings: settings and secrets, by the name of the environment variable that workerd reads them from. */
  readonly fromEnvironment: readonly string[];
  /** Folder for the Durable Object's storage: workerd gives SQLite only to objects on disk. */
  readonly storageFolder: string;
  /** Service bindings: name to the URL of the server that answers. */
  readonly services: Readonly<Record<string, string>>;
  /** URL of the server that stands in for Cloudflare's cache; `null`: none, and each use of it fails. */
  readonly cache: string | null;
  /** Header that stands in for Cloudflare's `request.cf`, as JSON; `null`: none. */
  readonly cfHeader: string | null;
}

/** A server that gets requests with the host of their own URL, not with that of its address. */
function externalServer({ protocol, hostname, port }: URL): string {
  const address = `address = ${text(`${hostname}:${port || (protocol === 'https:' ? '443' : '80')}`)}`;
  if (protocol === 'http:') return `${address}, http = ()`;
  return `${address}, https = (options = (), tlsOptions = (trustBrowserCas = true), certificateHost = ${text(hostname)})`;
}

/** Text of a configuration. */
const text = (value: string): string => JSON.stringify(value);

/** Writes the Cap'n Proto text configuration. Secrets are not in it: workerd takes them from its environment. */
export function workerdConfig(options: WorkerdOptions): string {
  const externals = Object.entries(options.services)
    .map(([name, url]) => `\n    (name = ${text(`service-${name}`)}, external = (${externalServer(new URL(url))})),`)
    .join('');
  const cache =
    options.cache === null ? '' : `\n    (name = "cache", external = (${externalServer(new URL(options.cache))})),`;
  const bindings = [
    '(name = "STATE", durableObjectNamespace = "GateState")',
    ...options.fromEnvironment.map((name) => `(name = ${text(name)}, fromEnvironment = ${text(name)})`),
    ...Object.keys(options.services).map((name) => `(name = ${text(name)}, service = ${text(`service-${name}`)})`),
  ];
  const cf = options.cfHeader === null ? '' : `cfBlobHeader = ${text(options.cfHeader)}`;
  return `using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [
    (name = "gateway", worker = .gateway),${externals}${cache}
    (name = "storage", disk = (path = ${text(options.storageFolder)}, writable = true)),
    (name = "internet", network = (allow = ["public", "private"], tlsOptions = (trustBrowserCas = true))),
  ],
  sockets = [(name = "http", address = ${text(options.listen)}, http = (${cf}), service = "gateway")],
);

const gateway :Workerd.Worker = (
  modules = [
    (name = "worker.js", esModule = embed ${text(basename(options.bundleFile))}),
    (name = ${text(POLICY_MODULE)}, json = embed ${text(basename(options.policyFile))}),
    (name = ${text(ADDRESSES_MODULE)}, data = embed ${text(basename(options.addressesFile))}),
  ],
  compatibilityDate = ${text(options.compatibilityDate)},
  compatibilityFlags = [${options.compatibilityFlags.map(text).join(', ')}],
  durableObjectNamespaces = [(className = "GateState", uniqueKey = "portcullis-gate-state", enableSql = true)],
  durableObjectStorage = (localDisk = "storage"),${options.cache === null ? '' : '\n  cacheApiOutbound = "cache",'}
  bindings = [
    ${bindings.join(',\n    ')},
  ],
);
`;
}
