import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { developmentKeySet, freePort, startGateway } from '@portcullis/cli/dev';
import { compileRules, formatProblems } from '@portcullis/rules/compiler';
import { createRedisState } from '../../../worker/state/redis/redis-state.ts';
import { startIdentityProvider, type TestIdentityProvider } from '../../support/identity-provider.ts';
import { createMint, type Mint } from '../../support/mint.ts';
import { startRedisServer } from '../../support/redis-server.ts';
import { type Asker, createAsker } from '../state/asker.ts';
import { startBenchBridge } from '../state/bridge.ts';

/** Two gateways on one Redis, which take every kind of signal from a provider. */
export interface SignalSetting {
  /** URLs, and who asks them. */
  readonly gateways: readonly { readonly url: string; readonly asker: Asker }[];
  readonly provider: TestIdentityProvider;
  readonly scimToken: string;
  readonly mint: Mint;
  readonly state: ReturnType<typeof createRedisState>;
  readonly redisUrl: string;
}

/** Of a cookie; short, so that half of it is soon over. */
export const LIFETIME_SECONDS = 120;

const RULES = `
version: 1
gateway: bench-edge
hosts: ["{tenant}.bench.example", bench.example]
clientAddress: cloudflare
roles: [owner]
origins:
  app: { url: https://app-origin.example, keys: ORIGIN_APP_KEYS, context: HS256 }
session: { lifetime: 2m, renew: { idle: 10m, absolute: 1h } }
headers: strict
identity:
  idp:
    issuer: https://idp.example
    client: { id: gateway-1, secret: IDP_SECRET }
    tenant: acme
    roles: [{ group: Owners, grant: [owner] }]
    signals: { scim: IDP_SCIM_TOKEN, universalLogout: true, backchannelLogout: true }
signIn: idp
routes:
  - { id: mine, path: /mine, access: { roles: any } }
development:
  hosts: [HOSTS]
  origins: { app: "ORIGIN_URL" }
  identity: { idp: "ISSUER" }
`;

/** @param stops gets what must be called at the end, whether or not all of it started */
export async function startSignalSetting(folder: string, stops: (() => unknown)[]): Promise<SignalSetting> {
  const server = await startRedisServer();
  stops.push(server.stop);
  const bridge = await startBenchBridge(server.url);
  stops.push(bridge.stop);
  const provider = await startIdentityProvider();
  stops.push(() => provider[Symbol.asyncDispose]());
  const ports = [await freePort(), await freePort()];
  const text = RULES.replace('HOSTS', ports.map((port) => `"127.0.0.1:${port}"`).join(', '))
    .replace('ORIGIN_URL', await startOkOrigin(stops))
    .replace('ISSUER', provider.issuer);
  const compiled = compileRules({ file: 'bench.yaml', text });
  if (!compiled.ok) throw new Error(formatProblems(compiled.problems));
  const { policy } = compiled;
  const scimToken = 'a-SCIM-token-of-the-bench-long-enough';
  const names = ['ROLE_COOKIE_KEYS', 'ADMIN_KEYS', 'ORIGIN_APP_KEYS'];
  const settings: Record<string, string> = {
    PORTCULLIS_ENV: 'development',
    PORTCULLIS_STATE: 'redis',
    UPSTASH_REDIS_REST_URL: bridge.url,
    UPSTASH_REDIS_REST_TOKEN: bridge.token,
    IDP_SECRET: 'a client secret of the bench',
    IDP_SCIM_TOKEN: scimToken,
    ...Object.fromEntries(names.map((name) => [name, developmentKeySet()])),
  };
  const gateways = [];
  for (const port of ports) {
    const place = { port, folder: join(folder, `gateway-${port}`), keepState: false };
    const started = await startGateway({ policy, settings, onLog: () => undefined, ...place });
    stops.push(started.stop);
    const asker = createAsker(`http://127.0.0.1:${port}`);
    stops.push(asker.close);
    gateways.push({ url: `http://127.0.0.1:${port}`, asker });
  }
  return {
    gateways,
    provider,
    scimToken,
    mint: createMint(policy, settings),
    state: createRedisState({ url: bridge.url, token: bridge.token }, 5000),
    redisUrl: server.url,
  };
}

async function startOkOrigin(stops: (() => unknown)[]): Promise<string> {
  const server = createServer((_request, response) => response.end('ok'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  stops.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
