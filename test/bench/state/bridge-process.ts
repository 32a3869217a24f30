import { type Interceptor, type RedisRest, startRedisRest } from '@portcullis/cli/dev';
import type { BridgeCall, BridgeCounts, BridgeReply, Distance } from './bridge.ts';

/** The bridge to Redis in a process of its own, so that the load's process does not slow it: `<redis url> <token>`. */

const [redisUrl = '', token = ''] = process.argv.slice(2);
let distance: Distance = 0;
let requests = 0;
let scripts: Record<string, number> = {};

const intercept: Interceptor = async ({ commands }, execute) => {
  requests += 1;
  for (const [name = '', digest = ''] of commands) {
    const command = name.toUpperCase().startsWith('EVAL') ? digest : name.toUpperCase();
    scripts[command] = (scripts[command] ?? 0) + 1;
  }
  if (typeof distance === 'string') return null;
  const ms = distance;
  if (ms > 0) await new Promise((resolve) => setTimeout(resolve, ms));
  return execute();
};
const start = (port: number): Promise<RedisRest> => startRedisRest({ redisUrl, token, port, intercept });

let rest: RedisRest | null = await start(0);
const { url } = rest;

async function answer({ set = distance, reset = false }: BridgeCall): Promise<BridgeCounts> {
  const counts = { requests, commands: scripts };
  distance = set;
  if (reset) [requests, scripts] = [0, {}];
  if (set === 'refuses') {
    await rest?.stop();
    rest = null;
  } else rest ??= await start(Number(new URL(url).port));
  return counts;
}

const reply = (message: BridgeReply): void => void process.send?.(message);
process.on('message', async (call: BridgeCall) => reply({ id: call.id, counts: await answer(call) }));
process.on('disconnect', () => process.exit());
reply({ id: 0, url });
