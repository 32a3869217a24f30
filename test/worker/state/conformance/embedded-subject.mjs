// Runs in workerd, beside the Durable Object that it asks; JavaScript, since the tests' types know nothing of workerd's.
import { env } from 'cloudflare:workers';
import { createEmbeddedState } from '../../../../worker/state/embedded.ts';
import { GateState as Kept } from '../../../../worker/state/gate-state.ts';

/** With the alarm within a test's reach. */
export class GateState extends Kept {
  async sweep() {
    await this.alarm();
  }

  async restart() {
    this.ctx.abort('a test wants it so');
  }
}

let nowMs = 0;
const realNow = Date.now;
Date.now = () => (nowMs === 0 ? realNow() : nowMs);

/** @param {number} atMs 0: the real time */
export function setClock(atMs) {
  nowMs = atMs;
}

/** One object a name, so that every test has a state of its own. */
export function ask(name, method, args) {
  const named = { idFromName: () => env.GateState.idFromName(name), get: (id) => env.GateState.get(id) };
  return createEmbeddedState(named)[method](...args);
}

/** Does what the alarm does. */
export function sweep(name) {
  return env.GateState.get(env.GateState.idFromName(name)).sweep();
}

/** Throws the object out of memory in the middle of a call. */
export function restart(name) {
  return env.GateState.get(env.GateState.idFromName(name)).restart();
}
