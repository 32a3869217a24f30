import { SHARDS } from '../../../worker/state/shard.ts';

/** Kinds of calls to the store. */
export type CallKind = 'question' | 'shard' | 'cold';

/** What a simulation counts, from all locations, after it has settled. */
export class Tally {
  /** The first of what is counted. */
  readonly fromMs: number;
  requests = 0;
  /** Requests that the time for a refresh, or for an answer, has run out for. */
  late = 0;
  /** Refreshes that were answered by the document of the location. */
  relayed = 0;
  /** By kind: one about all shards (or to the board), one to a shard's object, one of a copy that knows nothing yet. */
  readonly calls: Record<CallKind, number> = { question: 0, shard: 0, cold: 0 };
  readonly callsByShard = new Float64Array(SHARDS);
  /** Waiting requests by whole milliseconds. */
  readonly waitsMs = new Map<number, number>();
  /** Requests that were let in though the session had been revoked, by milliseconds since. */
  readonly passesMs = new Map<number, number>();
  /** Of each probe, how long after it the last request was let in anywhere. */
  readonly lastPassMs: Float64Array;
  readonly #probes: Float64Array;

  /** @param probes moments of revocations, in order */
  constructor(fromMs: number, probes: Float64Array) {
    this.fromMs = fromMs;
    this.#probes = probes;
    this.lastPassMs = new Float64Array(probes.length);
  }

  call(kind: CallKind, atMs: number, shards: readonly number[] = []): void {
    if (atMs < this.fromMs) return;
    this.calls[kind] += kind === 'shard' ? shards.length : 1;
    for (const shard of shards) this.callsByShard[shard] = (this.callsByShard[shard] ?? 0) + 1;
  }

  wait(ms: number, atMs: number): void {
    if (atMs >= this.fromMs) count(this.waitsMs, Math.ceil(ms));
  }

  /** A request was let in by what the state was at a moment: every session that was revoked since would have been, too. */
  pass(atMs: number, contentMs: number): void {
    if (atMs < this.fromMs) return;
    for (let index = firstAfter(this.#probes, contentMs); index < this.#probes.length; index += 1) {
      const sinceMs = atMs - (this.#probes[index] ?? 0);
      if (sinceMs < 0) return;
      count(this.passesMs, Math.ceil(sinceMs));
      this.lastPassMs[index] = Math.max(this.lastPassMs[index] ?? 0, sinceMs);
    }
  }

  get total(): number {
    return this.calls.question + this.calls.shard + this.calls.cold;
  }
}

function count(counts: Map<number, number>, value: number): void {
  counts.set(value, (counts.get(value) ?? 0) + 1);
}

/** Index of the first that is greater. @param sorted in rising order */
export function firstAfter(sorted: Float64Array, value: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] ?? 0) > value) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Value below which that share of all that was counted lies. `NaN` where nothing was. */
export function countedQuantile(counts: ReadonlyMap<number, number>, share: number): number {
  const sorted = [...counts].toSorted(([one], [other]) => one - other);
  let left = share * sorted.reduce((sum, [, times]) => sum + times, 0);
  for (const [value, times] of sorted) {
    left -= times;
    if (left <= 0) return value;
  }
  return Number.NaN;
}
