// Runs in workerd, whose fetch and signals differ from Node's.
import { createRedisState } from '../../../../worker/state/redis/redis-state.ts';

const states = new Map();

/** @param {string} url of the bridge; one state a bridge, as in an isolate */
export function ask(url, token, method, args) {
  const state = states.get(url) ?? createRedisState({ url, token });
  states.set(url, state);
  return state[method](...args);
}
