import { randomUUID } from 'node:crypto';
import { startRedisRest } from '@portcullis/cli/dev';
import { Redis } from 'ioredis';
import { createRedisState } from '../../../../worker/state/redis/redis-state.ts';
import { SCRIPTS, type ScriptName } from '../../../../worker/state/redis/scripts.ts';
import type { StateStore } from '../../../../worker/state/store.ts';
import { PATIENCE_MS } from '../../../support/patience.ts';
import { startRedisServer } from '../../../support/redis-server.ts';
import { startInWorkerd } from '../../support/in-workerd.ts';
import { createModel } from './model.ts';

/** A backend whose clock the test sets. */
export interface Backend {
  /** A state that nothing was written to yet. */
  readonly fresh: () => Promise<StateStore>;
  /** Milliseconds since the epoch. */
  readonly setClock: (atMs: number) => Promise<void>;
  readonly stop: () => Promise<void>;
}

export const BACKENDS: Readonly<Record<string, () => Promise<Backend>>> = {
  'the model': startModel,
  Redis: startRedisBackend,
  'the Durable Object': startEmbeddedBackend,
};

async function startModel(): Promise<Backend> {
  let nowMs = 0;
  return {
    fresh: async () => createModel(() => nowMs),
    setClock: async (atMs) => {
      nowMs = atMs;
    },
    stop: async () => undefined,
  };
}

const CLOCK_KEY = 'test:clock';
/** Keys of limits would end by Redis's own clock, while the test's stands still: on a slow machine, too soon. */
const EXPIRY = "redis.call('PEXPIRE', limit.key,";
/** Redis's clock cannot be set, so the scripts read another one. */
const TEST_CLOCK = `(function()
  local at = tonumber(redis.call('GET', '${CLOCK_KEY}'))
  return { tostring(math.floor(at / 1000)), tostring(at % 1000 * 1000) }
end)()`;

async function startRedisBackend(): Promise<Backend> {
  const server = await startRedisServer();
  const bridge = await startRedisRest({ redisUrl: server.url, token: 'test' });
  const redis = new Redis(server.url);
  let nowMs = 0;
  const setClock = async (atMs: number): Promise<void> => {
    nowMs = atMs;
    await redis.set(CLOCK_KEY, String(atMs));
  };
  const scripts = Object.fromEntries(
    Object.entries(SCRIPTS).map(([name, text]) => [
      name,
      text.replaceAll("redis.call('TIME')", TEST_CLOCK).replaceAll(EXPIRY, `${EXPIRY} 1000 *`),
    ]),
  ) as Record<ScriptName, string>;
  const state = createRedisState({ url: bridge.url, token: 'test' }, PATIENCE_MS, scripts);
  return {
    fresh: async () => {
      await redis.flushall();
      await setClock(nowMs);
      return state;
    },
    setClock,
    stop: async () => {
      redis.disconnect();
      await bridge.stop();
      await server.stop();
    },
  };
}

interface EmbeddedSubject {
  readonly setClock: (atMs: number) => void;
  readonly ask: (name: string, method: string, args: readonly unknown[]) => unknown;
}

const METHODS = [
  'admit',
  'release',
  'revoke',
  'revocations',
  'tenantPolicy',
  'setTenantPolicy',
  'tenantPolicies',
  'exportState',
  'importState',
  'readKept',
  'writeKept',
  'listKept',
  'countReports',
  'reports',
  'feed',
  'feeds',
  'snapshot',
] as const satisfies readonly (keyof StateStore)[];

async function startEmbeddedBackend(): Promise<Backend> {
  const subject = new URL('embedded-subject.mjs', import.meta.url);
  const workerd = await startInWorkerd<EmbeddedSubject>(subject, 'GateState');
  return {
    fresh: async () => {
      const name = randomUUID();
      const methods = METHODS.map((method) => [
        method,
        (...args: unknown[]) => workerd.call('ask', name, method, args),
      ]);
      return Object.fromEntries(methods) as unknown as StateStore;
    },
    setClock: async (atMs) => {
      await workerd.call('setClock', atMs);
    },
    stop: workerd.stop,
  };
}
