import { randomBytes } from 'node:crypto';
import { type FaultyRedisRest, startFaultyRedisRest } from './redis-faults.ts';
import { type RedisServer, startRedisServer } from './redis-server.ts';

/** A Redis and the way to it over HTTP, which can be made to fail. */
export interface RedisStore extends AsyncDisposable {
  readonly server: RedisServer;
  readonly bridge: FaultyRedisRest;
  /** What the bridge asks for. */
  readonly token: string;
  /** Settings of a gateway that keeps its state there. */
  readonly settings: Readonly<Record<string, string>>;
}

export async function startRedisStore(): Promise<RedisStore> {
  const server = await startRedisServer();
  const token = randomBytes(24).toString('base64url');
  const bridge = await startFaultyRedisRest(server.url, token);
  return {
    server,
    bridge,
    token,
    settings: redisSettings(bridge, token),
    [Symbol.asyncDispose]: async () => {
      await bridge.stop();
      await server.stop();
    },
  };
}

/** Settings of a gateway that keeps its state behind `bridge`. */
export function redisSettings(bridge: { readonly url: string }, token: string): Readonly<Record<string, string>> {
  return { PORTCULLIS_STATE: 'redis', UPSTASH_REDIS_REST_URL: bridge.url, UPSTASH_REDIS_REST_TOKEN: token };
}
