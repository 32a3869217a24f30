// Runs in workerd, beside the Durable Object that it asks; JavaScript, since the tests' types know nothing of workerd's.
import { env } from 'cloudflare:workers';
import { createEmbeddedState } from '../../../../worker/state/embedded/embedded-state.ts';
import { GateState as Kept } from '../../../../worker/state/embedded/gate-state.ts';

/** With the alarm within a test's reach. */
export class GateState extends Kept {
  async sweep() {
    await this.alarm();
  }

  async records() {
    return [...this.ctx.storage.sql.exec('SELECT tenant, at, event FROM records ORDER BY id')];
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

/** A state of its own for every name, in objects of their own. */
export function ask(name, method, args) {
  const idFromName = (object) => env.GateState.idFromName(objectName(name, object));
  return createEmbeddedState({ idFromName, get: (id) => env.GateState.get(id) })[method](...args);
}

/** Does what the alarm of a shard does. */
export function sweep(name, shard) {
  return objectOf(name, shard).sweep();
}

/** The records that a shard keeps. */
export function records(name, shard) {
  return objectOf(name, shard).records();
}

/** Throws the object of a shard out of memory in the middle of a call. */
export function restart(name, shard) {
  return objectOf(name, shard).restart();
}

function objectOf(name, shard) {
  return env.GateState.get(env.GateState.idFromName(objectName(name, `shard:${shard}`)));
}

function objectName(name, object) {
  return `${name} ${object}`;
}
