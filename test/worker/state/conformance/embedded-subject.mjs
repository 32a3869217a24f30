// Runs in workerd, beside the Durable Object that it asks; JavaScript, since the tests' types know nothing of workerd's.
import { env } from 'cloudflare:workers';
import { createEmbeddedState } from '../../../../worker/state/embedded/embedded-state.ts';
import { GateState as Kept } from '../../../../worker/state/embedded/gate-state.ts';

/** With the alarm within a test's reach. */
export class GateState extends Kept {
  constructor(ctx, env) {
    super(ctx, { ...env, STATE: env.GateState });
  }

  async sweep() {
    await this.alarm();
  }

  async records() {
    return [...this.ctx.storage.sql.exec('SELECT tenant, at, event FROM records ORDER BY id')];
  }

  async restart() {
    this.ctx.abort('a test wants it so');
  }

  async announce(object) {
    await fault('announce');
    return super.announce(object);
  }

  async board(objects) {
    await fault('board');
    return super.board(objects);
  }
}

/** @type {Record<string, 'throws' | 'hangs' | null>} */
const faults = {};

function fault(method) {
  if (faults[method] === 'throws') throw new Error('the board is broken');
  if (faults[method] === 'hangs') return new Promise(() => undefined);
}

/** What becomes of calls of a method of the board. */
export function failBoard(method, how) {
  faults[method] = how;
}

let nowMs = 0;
const realNow = Date.now;
Date.now = () => (nowMs === 0 ? realNow() : nowMs);

/** @param {number} atMs 0: the real time */
export function setClock(atMs) {
  nowMs = atMs;
}

/** What isolates have of a state, by its name and theirs, and how many calls of objects they made. */
const isolates = new Map();

function isolateOf(name, isolate) {
  const key = JSON.stringify([name, isolate]);
  const known = isolates.get(key) ?? { calls: 0, state: null };
  isolates.set(key, known);
  const idFromName = (object) => env.GateState.idFromName(objectName(name, object));
  const get = (id) => {
    known.calls += 1;
    return env.GateState.get(id);
  };
  known.state ??= createEmbeddedState({ idFromName, get }, 10_000);
  return known;
}

/** A state of its own for every name, in objects of their own. */
export function ask(name, method, args, isolate = 'one') {
  return isolateOf(name, isolate).state[method](...args);
}

/** How often an isolate has called objects so far. */
export function calls(name, isolate = 'one') {
  return isolateOf(name, isolate).calls;
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

/** Throws the board out of memory. */
export function restartBoard() {
  return boardObject().restart();
}

/** How often the shards of a state have announced themselves to the board. */
export async function announcements(name, shards) {
  const ids = shards.map((shard) => env.GateState.idFromName(objectName(name, `shard:${shard}`)).toString());
  return (await boardObject().board(ids)).counts;
}

function boardObject() {
  return env.GateState.get(env.GateState.idFromName('board'));
}

function objectOf(name, shard) {
  return env.GateState.get(env.GateState.idFromName(objectName(name, `shard:${shard}`)));
}

/** The board is found by its name, so all states share one. */
function objectName(name, object) {
  if (object === 'board') return object;
  return `${name} ${object}`;
}
