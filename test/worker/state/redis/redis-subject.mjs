// Runs in workerd, whose fetch and signals differ from Node's.
import { createRedisState } from '../../../../worker/state/redis/redis-state.ts';

const states = new Map();

/** @param {string} url of the bridge; one state a bridge and deadline, as in an isolate */
export function ask(url, token, deadlineMs, method, args) {
  const state = states.get(`${deadlineMs} ${url}`) ?? createRedisState({ url, token }, deadlineMs);
  states.set(`${deadlineMs} ${url}`, state);
  return state[method](...args);
}
