import type { Redis } from 'ioredis';
import { errorMessage } from '../error-message.ts';
import type { Command } from './command.ts';
import type { Reply } from './reply.ts';
import { createScriptNames } from './script-names.ts';

/** The Redis behind the bridge. Replies are given as they are, errors with the text that Redis gave. */
export interface RedisBackend {
  /** @throws {RedisAwayError} */
  readonly run: (command: Command) => Promise<Reply>;
  /** All or none; one error where the transaction was discarded. @throws {RedisAwayError} */
  readonly transact: (commands: readonly Command[]) => Promise<readonly Reply[] | Error>;
  readonly stop: () => void;
}

/** Redis did not answer: it is away, or the connection broke before its reply. */
export class RedisAwayError extends Error {
  override readonly name = 'RedisAwayError';
}

/**
 * Connects, and connects again where the connection breaks.
 * @param url `redis://…` or `rediss://…`
 * @throws {RedisAwayError} where the first connection fails
 */
export async function connectRedis(url: string): Promise<RedisBackend> {
  // Only here: most commands of the tools never need it.
  const { Redis } = await import('ioredis');
  const redis = new Redis(url, {
    lazyConnect: true,
    // A command fails at once where Redis is away, and is never sent twice: waiting and trying again are the caller's business.
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: 0,
    retryStrategy: () => 100,
    protocol: 2,
  });
  let latest: Error | null = null;
  redis.on('error', (error: Error) => {
    latest = error;
  });
  try {
    await redis.connect();
  } catch (error) {
    redis.disconnect();
    throw awayError(latest ?? error);
  }
  return backendOf(redis);
}

function backendOf(redis: Redis): RedisBackend {
  const names = createScriptNames();
  const named = (command: Command, reply: Reply): Reply => {
    const callerName = reply instanceof Error ? null : names.callerName(command);
    return callerName === null ? reply : Buffer.from(callerName);
  };
  return {
    run: async (command) => {
      const [name, ...args] = names.translate(command);
      return named(command, await orRedisError(redis.callBuffer(name, ...args) as Promise<Reply>));
    },
    transact: async (commands) => {
      // Written in one go to one connection: nothing of another caller comes between.
      const opened = orRedisError(redis.call('MULTI'));
      const queued = commands.map((command) => orRedisError(redis.call(...names.translate(command))));
      const ended = orRedisError(redis.callBuffer('EXEC') as Promise<readonly Reply[]>);
      const [replies] = await Promise.all([ended, opened, ...queued]);
      if (replies instanceof Error) return replies;
      return commands.map((command, index) => named(command, replies[index] ?? null));
    },
    stop: () => redis.disconnect(),
  };
}

/** What Redis itself answers is a reply, errors too; a broken connection is none. */
async function orRedisError<T>(reply: Promise<T>): Promise<T | Error> {
  try {
    return await reply;
  } catch (error) {
    if (error instanceof Error && error.name === 'ReplyError') return error;
    throw awayError(error);
  }
}

function awayError(error: unknown): RedisAwayError {
  return new RedisAwayError(errorMessage(error));
}
