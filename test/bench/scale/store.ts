import type { Draws } from './draws.ts';
import { firstAfter, type Tally } from './tally.ts';

/** How refreshes reach the store: each shard by itself; one question about all; the same behind the document of the location. */
export type Mode = 'each' | 'one' | 'relay';

/** Redis answers about all shards by one script. Objects: a board says which have changed, and those are asked. */
export type Backend = 'redis' | 'objects';

/** Shards whose objects a request asks at once: see `worker/state/shard.ts`. */
const SHARDS_AT_ONCE = 4;
/** A round trip is shorter or longer than usual by so much. */
const SHORTEST = 0.9;
const LONGEST = 1.3;

/** When each shard changes: what the feed brings, and what the board counts. */
export interface Changes {
  /** Moments in rising order, by shard. */
  readonly ofShard: readonly Float64Array[];
}

export interface StoreParts {
  readonly backend: Backend;
  readonly roundTripMs: number;
  readonly changes: Changes;
  readonly draws: Draws;
  readonly tally: Tally;
}

/** What a question has brought. */
export interface Answer {
  readonly tookMs: number;
  /** All that was acknowledged until then is in it. */
  readonly contentMs: number;
}

/** Shared state, as a location sees it: counts the calls, and draws how long they take. */
export class Store {
  readonly #parts: StoreParts;

  constructor(parts: StoreParts) {
    this.#parts = parts;
  }

  roundTripMs(): number {
    const { roundTripMs, draws } = this.#parts;
    return roundTripMs * draws.between(SHORTEST, LONGEST);
  }

  hasChanged(shard: number, fromMs: number, toMs: number): boolean {
    const times = this.#parts.changes.ofShard[shard];
    return times !== undefined && firstAfter(times, toMs) > firstAfter(times, fromMs);
  }

  /** One question about some shards. @param knownMs when the board was last heard to count each of them */
  ask(
    shards: readonly number[],
    knownMs: (shard: number) => number,
    atMs: number,
  ): Answer & { readonly open: readonly number[] } {
    const { backend, tally } = this.#parts;
    const firstMs = this.roundTripMs();
    const contentMs = atMs + firstMs / 2;
    tally.call('question', atMs);
    if (backend === 'redis') return { tookMs: firstMs, contentMs, open: [] };
    const open = shards.filter((shard) => this.hasChanged(shard, knownMs(shard), contentMs));
    tally.call('shard', atMs, open);
    let tookMs = firstMs;
    for (let asked = 0; asked < open.length; asked += SHARDS_AT_ONCE) tookMs += this.roundTripMs();
    return { tookMs, contentMs, open };
  }

  /** One shard by itself, as each copy did before there was a question about all. */
  askShard(shard: number, atMs: number): Answer {
    const tookMs = this.roundTripMs();
    this.#parts.tally.call('shard', atMs, [shard]);
    return { tookMs, contentMs: atMs + tookMs / 2 };
  }

  /** The request that finds no copy asks; then all that the shard holds is loaded, page by page, and what came meanwhile. */
  load(
    shard: number,
    pages: number,
    atMs: number,
  ): { readonly answerMs: number; readonly loadMs: number; readonly contentMs: number } {
    const { tally } = this.#parts;
    const answerMs = this.roundTripMs();
    let loadMs = 0;
    for (let call = 0; call < pages; call += 1) loadMs += this.roundTripMs();
    for (let call = 0; call < pages + 1; call += 1) tally.call('cold', atMs);
    const last = this.ask([shard], () => Number.NEGATIVE_INFINITY, atMs + answerMs + loadMs);
    return { answerMs, loadMs: answerMs + loadMs + last.tookMs, contentMs: last.contentMs };
  }
}
