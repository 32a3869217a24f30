import { BEAT_MS } from '../../../worker/state/relay/clock-witness.ts';
import { askingAgeMs, claimMs, HARD_MS } from '../../../worker/state/relay/relay.ts';
import type { Draws } from './draws.ts';
import type { Isolate } from './isolate.ts';
import type { Answer, Store } from './store.ts';
import type { Tally } from './tally.ts';
import type { Timeline } from './timeline.ts';
import type { Tuning } from './tuning.ts';

/** The document that the isolates of a location share, as `worker/state/relay/document.ts` has it. */
interface RelayDocument {
  readonly askedMs: number;
  readonly tookMs: number;
  readonly claimedMs: number;
  readonly shards: ReadonlySet<number>;
  readonly contentMs: number;
}

/** What a refresh has brought. `ageMs`: how old that was when the cache was read. */
export interface Heard {
  readonly contentMs: number;
  readonly ageMs: number;
}

export interface RelayParts {
  readonly store: Store;
  readonly timeline: Timeline;
  readonly draws: Draws;
  readonly tally: Tally;
  readonly tuning: Tuning;
}

/** The cache of a location answers, and shows what was written, within this time. */
const CACHE_MS = [1, 5] as const;
/** See `worker/state/relay/`: how long the store's clock can be reckoned on from, the isolate's is watched. */
const HEARD_MS = 200_000;
const WATCH_MS = 20_000;
const OVERLAP_MS = 10_000;

/** A model of `worker/state/relay/relay.ts`, with its constants. */
export class LocationRelay {
  readonly #parts: RelayParts;
  #document: RelayDocument | null = null;

  constructor(parts: RelayParts) {
    this.#parts = parts;
  }

  /** @param onEnd is called when the isolate has heard */
  refresh(
    isolate: Isolate,
    shards: readonly number[],
    atMs: number,
    onEnd: (endMs: number, heard: Heard) => void,
  ): void {
    keepWatch(isolate, atMs);
    this.#parts.timeline.put(atMs + this.#cacheMs(), (readMs) => {
      const document = this.#document;
      const ageMs = document === null ? Number.NaN : this.#ageOf(document, isolate, readMs);
      if (document === null || !(ageMs >= 0 && ageMs <= HARD_MS)) return this.#ask(isolate, shards, readMs, onEnd);
      const isComplete = shards.every((shard) => document.shards.has(shard));
      const isClaimed = readMs - document.claimedMs <= claimMs(document.tookMs);
      if (isComplete && (ageMs <= askingAgeMs(document.tookMs, this.#parts.draws.unit()) || isClaimed))
        return this.#take(document, isolate, shards, { readMs, ageMs }, onEnd);
      if (isComplete) this.#write({ ...document, claimedMs: readMs }, readMs);
      this.#ask(isolate, shards, readMs, onEnd);
    });
  }

  /** What the document says; shards that have changed since before its oldest change are asked about. */
  #take(
    document: RelayDocument,
    isolate: Isolate,
    shards: readonly number[],
    { readMs, ageMs }: { readonly readMs: number; readonly ageMs: number },
    onEnd: (endMs: number, heard: Heard) => void,
  ): void {
    const { store, timeline, tally, tuning } = this.#parts;
    const { contentMs } = document;
    const behind = shards.filter((shard) => {
      const own = isolate.copies[shard]?.contentMs ?? Number.NEGATIVE_INFINITY;
      return own < contentMs - tuning.keptMs && store.hasChanged(shard, own, contentMs);
    });
    if (readMs >= tally.fromMs) tally.relayed += 1;
    const tookMs = behind.length === 0 ? 0 : this.#askStore(isolate, behind, null, readMs).tookMs;
    timeline.put(readMs + tookMs, (endMs) => onEnd(endMs, { contentMs, ageMs }));
  }

  #ask(isolate: Isolate, shards: readonly number[], atMs: number, onEnd: (endMs: number, heard: Heard) => void): void {
    const before = this.#document;
    const asked = new Set([...(before?.shards ?? []), ...shards]);
    const { tookMs, contentMs } = this.#askStore(isolate, [...asked], before, atMs);
    this.#parts.timeline.put(atMs + tookMs, (endMs) => {
      const next = { askedMs: atMs, tookMs, claimedMs: Number.NEGATIVE_INFINITY, shards: asked, contentMs };
      this.#write(next, endMs);
      onEnd(endMs, { contentMs, ageMs: 0 });
    });
  }

  #askStore(isolate: Isolate, shards: readonly number[], before: RelayDocument | null, atMs: number): Answer {
    const { store, tuning } = this.#parts;
    const knownMs = (shard: number): number => {
      const own = isolate.copies[shard]?.boardMs ?? Number.NEGATIVE_INFINITY;
      return tuning.carriesCounts && before?.shards.has(shard) === true ? Math.max(own, before.contentMs) : own;
    };
    const answer = store.ask(shards, knownMs, atMs);
    for (const shard of answer.open) {
      const copy = isolate.copies[shard];
      if (copy !== undefined) copy.boardMs = answer.contentMs;
    }
    isolate.heardMs = atMs;
    return answer;
  }

  /** `NaN` where the isolate cannot tell: it has not heard the store's clock lately, or has not watched its own since. */
  #ageOf({ askedMs }: RelayDocument, { heardMs }: Isolate, nowMs: number): number {
    return nowMs - heardMs <= HEARD_MS ? nowMs - askedMs + BEAT_MS : Number.NaN;
  }

  #write(document: RelayDocument, atMs: number): void {
    this.#parts.timeline.put(atMs + this.#cacheMs(), () => {
      this.#document = document;
    });
  }

  #cacheMs(): number {
    return this.#parts.draws.between(...CACHE_MS);
  }
}

/** An isolate that was not in use for a while has not watched its clock, and what it has reckoned by it is void. */
function keepWatch(isolate: Isolate, nowMs: number): void {
  if (nowMs > isolate.watchesUntilMs) isolate.heardMs = Number.NEGATIVE_INFINITY;
  if (isolate.watchesUntilMs - nowMs < OVERLAP_MS) isolate.watchesUntilMs = nowMs + WATCH_MS;
}
