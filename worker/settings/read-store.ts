import type { Env } from '../env.ts';
import { createEmbeddedState } from '../state/embedded/embedded-state.ts';
import { createRedisState } from '../state/redis/redis-state.ts';
import type { StateStore } from '../state/store.ts';

/**
 * Makes the backend of shared state that the settings name. There is no default.
 * @param problems gets what is wrong with them
 */
export function readStore(env: Env, development: boolean, deadlineMs: number, problems: string[]): StateStore | null {
  switch (env.PORTCULLIS_STATE) {
    case 'embedded':
      if (env.STATE !== undefined) return createEmbeddedState(env.STATE, deadlineMs);
      problems.push('STATE is missing: the Durable Object binding that PORTCULLIS_STATE=embedded needs');
      return null;
    case 'redis':
      return readRedis(env, development, deadlineMs, problems);
    default:
      problems.push(
        `PORTCULLIS_STATE is ${env.PORTCULLIS_STATE === undefined ? 'missing' : 'not known'}: set it to "embedded" or "redis"`,
      );
      return null;
  }
}

function readRedis(env: Env, development: boolean, deadlineMs: number, problems: string[]): StateStore | null {
  const { UPSTASH_REDIS_REST_URL: url = '', UPSTASH_REDIS_REST_TOKEN: token = '' } = env;
  const urlProblem = url === '' ? 'is missing' : redisUrlProblem(url, development);
  const tokenProblem =
    token === '' ? 'is missing' : /^[\x21-\x7e]+$/.test(token) ? null : 'has characters that a token cannot have';
  if (urlProblem !== null) problems.push(`UPSTASH_REDIS_REST_URL ${urlProblem}: PORTCULLIS_STATE=redis needs it`);
  if (tokenProblem !== null) problems.push(`UPSTASH_REDIS_REST_TOKEN ${tokenProblem}: PORTCULLIS_STATE=redis needs it`);
  return urlProblem === null && tokenProblem === null ? createRedisState({ url, token }, deadlineMs) : null;
}

/** The token goes there with every question, so it must be encrypted on its way, but for a machine talking to itself. */
function redisUrlProblem(text: string, development: boolean): string | null {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !/^\S+$/.test(text)) return 'is not a URL';
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '')
    return 'must have only a scheme, host, port and path';
  if (url.protocol === 'https:') return null;
  const isLoopback = ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname);
  if (url.protocol === 'http:' && development && isLoopback) return null;
  return 'must begin with https:// (in development, http:// on the loopback address will do)';
}
