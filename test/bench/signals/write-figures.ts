import { randomUUID } from 'node:crypto';
import { keptKey } from '../../../worker/core/kept/index.ts';
import type { GoalFigure } from '../goal-figure.ts';
import { pause } from '../state/schedule.ts';
import { LIFETIME_SECONDS, type SignalSetting } from './setting.ts';

/** Requests of one browser in half a lifetime: before the successor has arrived, and after it. */
const REQUESTS = 40;
const MAX_TRIES = 20;
/** Documents of kept sessions are hashes; what a script writes them with. */
const WRITES = /^cmdstat_(?:hset|hmset|set|del|hdel|zadd|incr|incrby):calls=(\d+)/gm;

/** How often a session that renews writes to the store in half of its cookie's lifetime, in which it renews once. */
export async function writeFigures(setting: SignalSetting): Promise<readonly GoalFigure[]> {
  const { Redis } = await import('ioredis');
  const redis = new Redis(setting.redisUrl);
  try {
    // What a gateway writes once, when it first meets the store, is of no session.
    await writesOf(setting, redis, false);
    const old = await writesOf(setting, redis, false);
    const renewed = await writesOf(setting, redis, true);
    return [
      { title: 'writes of a session that does not renew, of half a lifetime', value: old, unit: '', goal: null },
      { title: 'writes of a session that renews, of half a lifetime', value: renewed, unit: '', goal: null },
      {
        title: 'writes that renewal adds, of a session and half a lifetime',
        value: renewed - old,
        unit: '',
        goal: { atMost: 1 },
      },
    ];
  } finally {
    redis.disconnect();
  }
}

type Redis = { readonly info: (section: 'commandstats') => Promise<string> };

async function writesOf({ gateways, state, mint }: SignalSetting, redis: Redis, renews: boolean): Promise<number> {
  const asker = gateways[0]?.asker;
  if (asker === undefined) throw new Error('no gateway');
  const [user, session] = [randomUUID(), randomUUID()];
  const iat = Math.floor(Date.now() / 1000) - (LIFETIME_SECONDS / 2 + 5);
  const abs = iat + 3000;
  await state.writeKept('acme', [
    { key: keptKey('generation', user, session), value: `1 ${iat * 1000}`, expires: abs },
    {
      key: keptKey('session', user, session),
      value: JSON.stringify({ started: iat, ends: abs, device: null, country: null, address: null, actor: null }),
      expires: abs,
    },
  ]);
  const claims = { sub: user, sid: session, iat, auth_time: iat, exp: iat + LIFETIME_SECONDS };
  let token = await mint.role(renews ? { ...claims, gen: 1, start: iat, abs } : claims);
  const url = `${gateways[0]?.url}/mine`;
  const before = await writes(redis);
  let successor: string | null = null;
  for (let count = 0; count < 2 * REQUESTS; count += 1) {
    const response = await passed(url, token);
    await response.body?.cancel();
    successor ??= /^__Host-role=([\w.-]+)/.exec(response.headers.getSetCookie()[0] ?? '')?.[1] ?? null;
    if (count === REQUESTS - 1 && successor !== null) token = successor;
  }
  if (renews !== (successor !== null)) throw new Error('the session did not renew as it should');
  return (await writes(redis)) - before;
}

/** Asks again where a busy machine made the store miss its deadline. */
async function passed(url: string, token: string): Promise<Response> {
  for (let tries = 0; ; tries += 1) {
    const response = await fetch(url, { headers: { cookie: `__Host-role=${token}` } });
    if (response.status === 200) return response;
    await response.body?.cancel();
    if (response.status !== 503 || tries === MAX_TRIES) throw new Error(`a session was answered ${response.status}`);
    await pause(500);
  }
}

async function writes(redis: Redis): Promise<number> {
  const stats = await redis.info('commandstats');
  return [...stats.matchAll(WRITES)].reduce((sum, [, calls]) => sum + Number(calls), 0);
}
