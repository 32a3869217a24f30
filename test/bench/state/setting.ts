import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { developmentKeySet, freePort, startGateway } from '@portcullis/cli/dev';
import { createMint, type Mint } from '../../support/mint.ts';
import { startRedisServer } from '../../support/redis-server.ts';
import { type RunningWorker, startPeer } from '../peer-worker.ts';
import { type Asker, createAsker } from './asker.ts';
import { type BenchBridge, startBenchBridge } from './bridge.ts';
import { type RedisCommands, watchRedisCommands } from './redis-commands.ts';
import { AMPLE, benchPolicy, EXACT_QUOTA, TRIED_WINDOW_SECONDS } from './rules.ts';

/** Everything that the figures of shared state are measured on: one Redis, one bridge, one origin. */
export interface Setting {
  readonly bridge: BenchBridge;
  readonly redis: RedisCommands;
  /** Four gateways, each the production bundle in a workerd of its own. */
  readonly gateways: readonly Asker[];
  /** Four more, which share what they hear from Redis by the cache of a location. */
  readonly relayed: readonly Asker[];
  readonly passThrough: Asker;
  /** Workers with `@upstash/ratelimit`: one with an ample quota, and four with that of the exact limit that is tried. */
  readonly ample: Asker;
  readonly peers: readonly Asker[];
  readonly mint: Mint;
  readonly cookie: (claims: {
    readonly tid?: string;
    readonly sub?: string;
    readonly sid?: string;
  }) => Promise<{ readonly cookie: string }>;
}

const GATEWAYS = 4;
const ORIGIN = fileURLToPath(new URL('./clock-origin.ts', import.meta.url));
const CACHE = fileURLToPath(new URL('./cache-process.ts', import.meta.url));

/** @param stops gets what must be called at the end, whether or not all of it started */
export async function startSetting(folder: string, stops: (() => unknown)[]): Promise<Setting> {
  const server = await startRedisServer();
  stops.push(server.stop);
  const bridge = await startBenchBridge(server.url);
  stops.push(bridge.stop);
  const redis = await watchRedisCommands(server.url);
  stops.push(redis.stop);
  const originUrl = `http://127.0.0.1:${await forked<number>(ORIGIN, stops)}`;
  const ports = new Set<number>();
  while (ports.size < 2 * GATEWAYS) ports.add(await freePort());
  const policy = benchPolicy([...ports], originUrl);
  const names = ['ROLE_COOKIE_KEYS', 'ADMIN_KEYS', 'ORIGIN_APP_KEYS'];
  const settings = {
    PORTCULLIS_ENV: 'development',
    PORTCULLIS_STATE: 'redis',
    UPSTASH_REDIS_REST_URL: bridge.url,
    UPSTASH_REDIS_REST_TOKEN: bridge.token,
    ...Object.fromEntries(names.map((name) => [name, developmentKeySet()])),
  } as Record<string, string>;
  const asker = (url: string): Asker => {
    const made = createAsker(url);
    stops.push(made.close);
    return made;
  };
  const cache = await forked<string>(CACHE, stops);
  const start = async (
    port: number,
    relay: { readonly cache?: string; readonly settings?: object },
  ): Promise<Asker> => {
    const place = { port, folder: join(folder, `gateway-${port}`), keepState: false };
    const all = { ...settings, ...relay.settings };
    const started = await startGateway({ policy, onLog: () => undefined, ...relay, ...place, settings: all });
    stops.push(started.stop);
    return asker(`http://127.0.0.1:${port}`);
  };
  const relay = { cache, settings: { PORTCULLIS_RELAY: 'cache' } };
  const started: Asker[] = [];
  for (const [index, port] of [...ports].entries()) started.push(await start(port, index < GATEWAYS ? {} : relay));
  const roleKeys = JSON.parse(settings['ROLE_COOKIE_KEYS'] ?? '') as {
    readonly keys: readonly { readonly k: string }[];
  };
  const bindings = {
    ORIGIN: originUrl,
    ROLE_KEY: roleKeys.keys[0]?.k ?? '',
    REDIS_URL: bridge.url,
    REDIS_TOKEN: bridge.token,
  };
  const peer = async (name: string, id: string, quota: number, windowSeconds: number): Promise<Asker> => {
    const own = { ...bindings, QUOTA: String(quota), WINDOW_SECONDS: String(windowSeconds) };
    const running: RunningWorker = await startPeer({
      name,
      folder: join(folder, id),
      define: { STRICT_HEADERS: [] },
      bindings: own,
    });
    stops.push(running.stop);
    return asker(running.url);
  };
  const peers: Asker[] = [];
  while (peers.length < GATEWAYS)
    peers.push(await peer('upstash-ratelimit', `peer-${peers.length}`, EXACT_QUOTA, TRIED_WINDOW_SECONDS));
  const mint = createMint(policy, settings);
  const exp = Math.floor(Date.now() / 1000) + 3000;
  return {
    bridge,
    redis,
    gateways: started.slice(0, GATEWAYS),
    relayed: started.slice(GATEWAYS),
    passThrough: await peer('pass-through', 'pass-through', 0, 0),
    ample: await peer('upstash-ratelimit', 'ample', AMPLE.quota, AMPLE.windowSeconds),
    peers,
    mint,
    cookie: async (claims) => ({ cookie: await mint.cookie({ exp, ...claims }) }),
  };
}

/** Starts a process, which ends with this one. @returns the first that it says */
async function forked<T>(file: string, stops: (() => unknown)[]): Promise<T> {
  const child = fork(file);
  const [said] = (await once(child, 'message')) as [T];
  stops.push(async () => {
    const ended = once(child, 'exit');
    child.disconnect();
    await ended;
  });
  return said;
}
