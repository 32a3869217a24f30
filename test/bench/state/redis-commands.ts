/** Counts what Redis itself ran, the commands inside scripts included. */
export interface RedisCommands {
  readonly reset: () => Promise<void>;
  /** Since the last reset. */
  readonly ran: () => Promise<number>;
  readonly stop: () => void;
}

const OWN = new Set(['info', 'config|resetstat']);

export async function watchRedisCommands(url: string): Promise<RedisCommands> {
  const { Redis } = await import('ioredis');
  const redis = new Redis(url);
  return {
    reset: async () => void (await redis.config('RESETSTAT')),
    ran: async () => {
      const stats = await redis.info('commandstats');
      const calls = [...stats.matchAll(/^cmdstat_([^:]+):calls=(\d+)/gm)];
      return calls.reduce((sum, [, name = '', count]) => (OWN.has(name) ? sum : sum + Number(count)), 0);
    },
    stop: () => redis.disconnect(),
  };
}
