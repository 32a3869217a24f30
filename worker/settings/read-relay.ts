import type { Policy } from '@portcullis/rules/policy';
import { createSteadyClock, wait } from '../core/time/index.ts';
import { createSealer } from '../core/tokens/index.ts';
import type { Env } from '../env.ts';
import { type AskFeeds, createLocationCache, createRelay, type Relay } from '../state/relay/index.ts';
import { secretsOf } from './read-setting.ts';

/** At a host of the gateway's own, as the platform's documentation advises. A request for it is one for a path without a route. */
const PATH = '/.portcullis/relay';

/**
 * How the isolates of a location share what they hear from the store, as `PORTCULLIS_RELAY` says; `null`: they do not.
 * @param problems gets what is wrong with the setting
 */
export async function readRelay(
  env: Env,
  { gateway, hosts }: Pick<Policy, 'gateway' | 'hosts'>,
  development: boolean,
  problems: string[],
): Promise<((askStore: AskFeeds) => Relay) | null> {
  const { PORTCULLIS_RELAY: kind = 'off' } = env;
  if (kind === 'off') return null;
  if (kind !== 'cache') {
    problems.push('PORTCULLIS_RELAY is not known: set it to "cache" or "off", or remove it');
    return null;
  }
  const keys = secretsOf(env, 'ROLE_COOKIE_KEYS', development);
  if (keys === null) return null;
  const sealer = await createSealer(keys, 'state relay');
  const cache = createLocationCache(`https://${hostOf(hosts)}${PATH}`);
  const clock = createSteadyClock(Date.now);
  const place = JSON.stringify([gateway, env.PORTCULLIS_STATE, env.UPSTASH_REDIS_REST_URL ?? '']);
  return (askStore) => createRelay({ askStore, cache, sealer, place, now: Date.now, clock, wait, random: Math.random });
}

/** The same for all isolates. A label that may be any is written as one that may be. */
function hostOf([host]: Policy['hosts']): string {
  return host === undefined ? 'localhost' : host.labels.map((label) => label ?? 'relay').join('.');
}
