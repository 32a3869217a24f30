import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { developmentKeySet, freePort, startGateway } from '@portcullis/cli/dev';
import { compileRules, formatProblems } from '@portcullis/rules/compiler';
import type { Policy } from '@portcullis/rules/policy';
import { startWorkerd } from '../../cli/src/dev/workerd-process.ts';
import { createMint, type Mint } from '../support/mint.ts';
import { firstAnswer, type RunningWorker } from './peer-worker.ts';
import { HTML_PLACEHOLDER } from './responses/html-placeholder.ts';

/** What the rules of the bench hold besides the routes that all of its parts ask for. */
export interface MoreRules {
  /** YAML flow maps. */
  readonly routes?: readonly string[];
  /** Networks that may not come in. */
  readonly blocked?: readonly string[];
  /** Value of `clientAddress`. */
  readonly clientAddress?: string;
}

/** How it is run, where that is not as in production. */
export interface Running {
  /** Text of the bundle. */
  readonly bundle?: string;
  /** Of `workerd serve`. */
  readonly flags?: readonly string[];
}

function rulesText(
  gatePort: number,
  originUrl: string,
  { routes = [], clientAddress = 'cloudflare' }: MoreRules,
): string {
  return `
version: 1
gateway: bench-edge
hosts: ["{tenant}.bench.example", bench.example]
clientAddress: ${clientAddress}
roles: [owner, reader]
addresses:
  blocked: { file: blocked.txt }
deny: { addresses: [blocked] }
origins:
  app: { url: https://app-origin.example, keys: ORIGIN_APP_KEYS, context: HS256 }
session: { lifetime: 1h, renew: { idle: 8h, absolute: 24h } }
headers: strict
limits:
  counted: { quota: 1000000 per 1m, by: [tenant, user], counting: exact }
routes:
  - { id: open, path: /open/**, methods: [GET], access: public }
  - { id: owners, path: /owners/**, methods: [GET], access: { roles: [owner] } }
  - { id: strict, path: /strict/**, methods: [GET], access: { roles: [owner] }, revocation: strict }
  - { id: counted, path: /counted/**, methods: [GET], access: { roles: [owner] }, limits: [counted] }
  - { id: placed, path: /placed/**, methods: [GET], access: { roles: [owner] }, headers: { csp: { script-src: ["'nonce'"] }, nonce: { placeholder: ${HTML_PLACEHOLDER} } } }
${routes.map((route) => `  - ${route}\n`).join('')}
development:
  hosts: ["127.0.0.1:${gatePort}", "{tenant}.localhost:${gatePort}"]
  origins: { app: "${originUrl}" }
`;
}

/** The gateway with what the peers need to do the same work. */
export interface GatewayUnderTest extends RunningWorker {
  readonly policy: Policy;
  readonly mint: Mint;
  /** A Cookie header of a signed-in owner. */
  readonly cookie: string;
  /** The same of a session that renews; the others are of sessions that do not. */
  readonly renewingCookie: string;
  /** The same of someone who acts as the owner. */
  readonly actingCookie: string;
  /** Base64url of the keys that sign role cookies and contexts. */
  readonly keys: { readonly role: string; readonly context: string };
  readonly bundle: { readonly bytes: number; readonly gzipBytes: number };
}

/** Starts the production bundle. It is started twice, since making the bundle would count as start-up. */
export async function startGatewayUnderTest(
  folder: string,
  originUrl: string,
  more: MoreRules = {},
  { bundle: text, flags }: Running = {},
): Promise<GatewayUnderTest> {
  const port = await freePort();
  const blocked = (more.blocked ?? ['198.51.100.0/24']).join('\n');
  const rules = rulesText(port, originUrl, more);
  const compiled = compileRules({ file: 'bench.yaml', text: rules, readFile: () => blocked });
  if (!compiled.ok) throw new Error(formatProblems(compiled.problems));
  const { policy } = compiled;
  const names = ['ROLE_COOKIE_KEYS', 'ADMIN_KEYS', 'ORIGIN_APP_KEYS'];
  const settings = {
    PORTCULLIS_ENV: 'development',
    PORTCULLIS_STATE: 'embedded',
    ...Object.fromEntries(names.map((name) => [name, developmentKeySet()])),
  };
  const own = text === undefined ? {} : { bundle: text };
  const prepared = await startGateway({
    policy,
    port,
    settings,
    folder,
    keepState: true,
    onLog: () => undefined,
    ...own,
  });
  await prepared.stop();

  const startedMs = performance.now();
  const process = startWorkerd(join(folder, 'workerd.capnp'), settings, () => undefined, flags);
  const url = `http://127.0.0.1:${port}`;
  await firstAnswer(`${url}/.portcullis/health`);
  const startMs = performance.now() - startedMs;
  const bundle = await readFile(join(folder, 'worker.js'));
  const mint = createMint(policy, settings);
  const exp = Math.floor(Date.now() / 1000) + 3000;
  return {
    pid: process.pid,
    url,
    startMs,
    stop: process.stop,
    policy,
    mint,
    cookie: `Cookie: ${await mint.cookie({ exp })}`,
    renewingCookie: `Cookie: ${await mint.cookie({ exp, gen: 1, start: exp - 3000, abs: exp + 80_000 })}`,
    actingCookie: `Cookie: ${await mint.cookie({ exp, act: { sub: 'support-1', reason: 'ticket 9' } })}`,
    keys: { role: firstKey(settings, 'ROLE_COOKIE_KEYS'), context: firstKey(settings, 'ORIGIN_APP_KEYS') },
    bundle: { bytes: bundle.length, gzipBytes: gzipSync(bundle, { level: 9 }).length },
  };
}

function firstKey(settings: Readonly<Record<string, string>>, name: string): string {
  const { keys } = JSON.parse(settings[name] ?? '{"keys":[]}') as { keys: { k: string }[] };
  return keys[0]?.k ?? '';
}
