import { importsOf } from './imports.ts';
import type { Sources } from './sources.ts';

/** A part of the project and what it may import: other parts, and packages by the beginning of their names. */
interface Layer {
  readonly name: string;
  /** Folders and files that belong to it, in which `**` stands for any folders between. The longest match counts. */
  readonly paths: readonly string[];
  readonly layers: readonly string[];
  readonly packages: readonly string[];
}

const DECISIONS = ['policy', 'facts', 'engine'];
const CONTRACTS = [...DECISIONS, 'context', 'responses'];
const GATEWAY = ['core', 'port', ...CONTRACTS];

export const LAYERS: readonly Layer[] = [
  // Leaves, on which everything else may stand.
  { name: 'context', paths: ['origin-sdk/src/context'], layers: [], packages: [] },
  {
    name: 'policy',
    paths: [
      'rules/src/policy',
      'rules/src/controls/**/policy.ts',
      'rules/src/controls/joined.ts',
      'rules/src/settings/**/policy.ts',
    ],
    layers: [],
    packages: [],
  },
  // The published package.
  { name: 'sdk', paths: ['origin-sdk/src'], layers: ['context'], packages: ['jose'] },
  { name: 'sdk-async', paths: ['origin-sdk/src/async.ts'], layers: ['sdk'], packages: ['node:async_hooks'] },
  {
    name: 'sdk-adapters',
    paths: ['origin-sdk/src/adapters'],
    layers: ['sdk', 'sdk-async', 'context'],
    packages: ['hono', 'express', 'fastify', 'node:'],
  },
  {
    name: 'sdk-testing',
    paths: ['origin-sdk/src/testing'],
    layers: ['sdk', 'context'],
    packages: ['jose', 'node:'],
  },
  // The rules. The engine decides from plain data: it has nothing but itself, and the checks of the controls.
  {
    name: 'facts',
    paths: [
      'rules/src/engine/address',
      'rules/src/engine/facts.ts',
      'rules/src/engine/naming',
      'rules/src/engine/reasons',
      'rules/src/engine/revoked-by.ts',
      'rules/src/engine/target',
    ],
    layers: ['policy'],
    packages: ['ipaddr.js'],
  },
  {
    name: 'checks',
    paths: [
      'rules/src/controls/**/decide.ts',
      'rules/src/controls/refused.ts',
      'rules/src/controls/conditions/facts.ts',
    ],
    layers: ['policy', 'facts'],
    packages: [],
  },
  { name: 'engine', paths: ['rules/src/engine'], layers: ['context', 'policy', 'facts', 'checks'], packages: [] },
  // How the headers of origin and gateway join: the Worker does it, and the tools compare by it.
  { name: 'responses', paths: ['rules/src/responses'], layers: ['policy'], packages: ['structured-headers'] },
  // What the tools know of each control and each setting, and what that stands on.
  {
    name: 'compiler-rooms',
    paths: [
      'rules/src/compiler/problems',
      'rules/src/compiler/scope',
      'rules/src/compiler/texts',
      'rules/src/compiler/values',
    ],
    layers: DECISIONS,
    packages: ['zod'],
  },
  { name: 'advice-catalogue', paths: ['rules/src/analysis/advice/catalogue'], layers: DECISIONS, packages: [] },
  { name: 'wording', paths: ['rules/src/analysis/wording'], layers: [], packages: [] },
  {
    name: 'diff-contract',
    paths: ['rules/src/analysis/diff/axis', 'rules/src/analysis/diff/order', 'rules/src/analysis/diff/sets'],
    layers: [...DECISIONS],
    packages: [],
  },
  {
    name: 'controls',
    paths: ['rules/src/controls'],
    layers: [...DECISIONS, 'checks', 'compiler-rooms', 'wording', 'advice-catalogue', 'diff-contract'],
    packages: ['zod'],
  },
  {
    name: 'settings',
    paths: ['rules/src/settings'],
    layers: [...DECISIONS, 'responses', 'controls', 'compiler-rooms', 'wording', 'advice-catalogue', 'diff-contract'],
    packages: ['csp_evaluator', 'structured-headers', 'zod'],
  },
  {
    name: 'compiler',
    paths: ['rules/src/compiler'],
    layers: [...DECISIONS, 'responses', 'controls', 'settings', 'compiler-rooms'],
    packages: ['yaml', 'zod', 'node:'],
  },
  {
    name: 'analysis',
    paths: ['rules/src/analysis'],
    layers: [...DECISIONS, 'responses', 'controls', 'settings', 'wording', 'advice-catalogue', 'diff-contract'],
    packages: ['node:crypto'],
  },
  {
    name: 'cases',
    paths: ['rules/src/cases'],
    layers: [...DECISIONS, 'controls', 'compiler', 'compiler-rooms', 'analysis', 'wording'],
    packages: ['yaml', 'zod'],
  },
  // The Worker, from the pure core outwards.
  {
    name: 'core',
    paths: ['worker/core'],
    layers: CONTRACTS,
    packages: ['jose', 'hono/utils/accept', 'structured-headers'],
  },
  { name: 'port', paths: ['worker/state/port.ts'], layers: ['core', ...CONTRACTS], packages: [] },
  { name: 'state', paths: ['worker/state'], layers: GATEWAY, packages: ['cloudflare:workers', '@upstash/redis'] },
  { name: 'adapters', paths: ['worker/adapters'], layers: GATEWAY, packages: ['jose', 'oauth4webapi'] },
  { name: 'env', paths: ['worker/env.ts'], layers: ['state'], packages: [] },
  {
    name: 'config',
    paths: ['worker/config.ts', 'worker/providers.ts', 'worker/settings'],
    layers: ['state', 'env', 'adapters', ...GATEWAY],
    packages: [],
  },
  { name: 'directory', paths: ['worker/directory'], layers: GATEWAY, packages: [] },
  {
    name: 'tenant-identity',
    paths: ['worker/tenant-identity'],
    layers: ['adapters', 'config', 'directory', ...GATEWAY],
    packages: [],
  },
  {
    name: 'pipeline',
    paths: ['worker/pipeline'],
    layers: ['adapters', 'config', 'directory', 'tenant-identity', ...GATEWAY],
    packages: [],
  },
  {
    name: 'endpoints',
    paths: ['worker/endpoints'],
    layers: ['pipeline', 'directory', 'tenant-identity', ...GATEWAY],
    packages: ['hono', 'hono/tiny'],
  },
  {
    name: 'app',
    paths: ['worker/app.ts', 'worker/index.ts'],
    layers: ['app', 'endpoints', 'pipeline', 'directory', 'config', 'env', 'adapters', 'state', ...GATEWAY],
    packages: ['hono'],
  },
  // The command: it may use everything, and nothing uses it.
  {
    name: 'dev',
    paths: ['cli/src/dev'],
    layers: [...DECISIONS, 'context', 'compiler'],
    packages: ['esbuild', 'ioredis', 'workerd', 'node:'],
  },
  // What init makes of requests that others read: it has nothing but the tools that judge them.
  {
    name: 'init',
    paths: ['cli/src/init/evidence', 'cli/src/init/proposal'],
    layers: [...DECISIONS, 'compiler', 'analysis'],
    packages: [],
  },
  {
    name: 'cli',
    paths: ['cli/src'],
    // Of the Worker, its pure core: what reads a signal in the gateway explains it here.
    layers: [...CONTRACTS, 'core', 'sdk', 'sdk-testing', 'compiler', 'analysis', 'cases', 'dev', 'init'],
    packages: ['commander', 'jose', 'parse5', 'yaml', 'node:'],
  },
  // An app that knows nothing of the gateway but what any origin knows.
  {
    name: 'example',
    paths: ['examples/freight'],
    layers: ['sdk', 'sdk-adapters'],
    packages: ['hono', '@hono/node-server', 'ws', 'otpauth', 'node:'],
  },
  // An app that knows nothing of gateways, and an identity provider for it.
  {
    name: 'example-wiki',
    paths: ['examples/wiki'],
    layers: [],
    packages: ['oidc-provider', 'node:'],
  },
  // What starts all of them on one's own machine.
  {
    name: 'launcher',
    paths: ['examples/start'],
    layers: ['example-wiki', 'policy', 'compiler', 'dev'],
    packages: ['node:'],
  },
];

/** The compiled rules are data, made before the Worker is built. */
const COMPILED_RULES = new Set(['rules/compiled/policy.json', 'rules/compiled/addresses.bin']);

export function layerOf(file: string): Layer | null {
  const owners = LAYERS.flatMap((layer) =>
    layer.paths.filter((path) => isWithin(path, file)).map((path) => ({ layer, path })),
  );
  return owners.sort((one, other) => other.path.length - one.path.length)[0]?.layer ?? null;
}

function isWithin(path: string, file: string): boolean {
  const [folder = '', end] = path.split('**');
  if (end !== undefined) return file.startsWith(folder) && file.endsWith(end);
  return file === path || file.startsWith(`${path}/`);
}

/** Every import that goes against the directions, as a sentence. */
export function wrongDirections(sources: Sources): string[] {
  return importsOf(sources).flatMap(({ from, target }) => {
    const layer = layerOf(from);
    if (layer === null) return [`${from} belongs to no layer: add its folder to LAYERS`];
    if ('package' in target) {
      const allowed = layer.packages.some(
        (name) => target.package === name || target.package.startsWith(name.endsWith(':') ? name : `${name}/`),
      );
      return allowed ? [] : [`${from} (${layer.name}) imports the package ${target.package}`];
    }
    if (COMPILED_RULES.has(target.file) && layer.name === 'app') return [];
    const other = layerOf(target.file);
    if (other === null) return [`${from} imports ${target.file}, which belongs to no layer`];
    return other === layer || layer.layers.includes(other.name)
      ? []
      : [`${from} (${layer.name}) imports ${target.file} (${other.name})`];
  });
}
