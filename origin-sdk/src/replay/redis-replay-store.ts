import { within } from '../calls/within.ts';
import { ConfigurationError } from '../errors.ts';
import { wholeNumber } from '../whole-number.ts';
import type { ReplayStore } from './replay-check.ts';

/** Options of {@link redisReplayStore}. */
export interface RedisReplayStoreOptions {
  /**
   * Sends one command to Redis and resolves to its answer.
   * @param command the command's name and arguments, e.g. `['SET', 'key', '1', 'NX', 'EX', '30']`
   */
  readonly send: (command: readonly [name: string, ...args: string[]]) => Promise<unknown>;
  /** Beginning of every key. Apps that share a Redis without sharing requests may keep to their own. Default `portcullis:used:`. */
  readonly prefix?: string;
  /** Redis is given up on after this long, and the request refused. Default 250, most 900. */
  readonly timeoutMs?: number;
}

/**
 * Remembers used contexts in Redis, for apps that run in several processes. It needs no more than `SET … NX EX`, so any
 * client will do. Without an answer the request is refused with `ERR_CONTEXT_REPLAY_UNKNOWN`. Redis must not drop keys that
 * have not expired (`maxmemory-policy noeviction`), nor be read from a copy. Throws a `ConfigurationError`.
 *
 * @example
 * // ioredis
 * const replay = redisReplayStore({ send: ([name, ...args]) => redis.call(name, ...args) });
 * // node-redis
 * const replay = redisReplayStore({ send: (command) => client.sendCommand([...command]) });
 */
export function redisReplayStore(options: RedisReplayStoreOptions): ReplayStore {
  const { send, prefix = 'portcullis:used:' } = options;
  if (typeof send !== 'function')
    throw new ConfigurationError('"send" option must be a function that sends one command to Redis.');
  if (typeof prefix !== 'string' || prefix === '')
    throw new ConfigurationError('"prefix" option must be a non-empty string.');
  const timeoutMs = wholeNumber('timeoutMs', options.timeoutMs ?? 250, 1, 900);
  return Object.freeze({
    async claim(id: string, seconds: number) {
      const answer = await within(
        timeoutMs,
        send(['SET', `${prefix}${id}`, '1', 'NX', 'EX', String(Math.ceil(seconds))]),
      );
      if (answer === 'OK') return true;
      if (answer === null) return false;
      throw new TypeError('Redis gave an answer that SET does not give');
    },
  });
}
