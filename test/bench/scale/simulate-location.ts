import { RELAYED_MS } from '../../../worker/state/replica/copy-age.ts';
import { type Draws, pickerOf } from './draws.ts';
import {
  alongWith,
  canJudge,
  createIsolate,
  type Isolate,
  isDue,
  noteTook,
  REST_MS,
  type ShardCopy,
} from './isolate.ts';
import { type Heard, LocationRelay } from './location-relay.ts';
import { type Backend, type Changes, type Mode, Store } from './store.ts';
import type { Tally } from './tally.ts';
import { createTimeline, type Timeline } from './timeline.ts';
import type { Tuning } from './tuning.ts';

/** What is simulated of a location. */
export interface LocationParts {
  readonly mode: Mode;
  readonly backend: Backend;
  readonly roundTripMs: number;
  readonly tuning: Tuning;
  /** Requests a second. */
  readonly rate: number;
  readonly isolates: Float64Array;
  readonly isolateLifeMs: number;
  readonly sharesOfShards: readonly number[];
  readonly shardAt: (at: number) => number;
  /** Of the snapshot of a shard. */
  readonly pages: number;
  readonly changes: Changes;
  readonly untilMs: number;
  readonly draws: Draws;
  readonly tally: Tally;
}

/** Locations share nothing but the store, so each is simulated by itself. */
export function simulateLocation(parts: LocationParts): void {
  const { rate, isolates: shares, isolateLifeMs, draws, untilMs, shardAt } = parts;
  const timeline = createTimeline();
  const location = new SimulatedLocation(parts, timeline);
  const isolates = Array.from(shares, (share) => warmIsolate(parts, rate * share));
  const pick = pickerOf(shares);
  const gapMs = 1000 / rate;
  for (let atMs = draws.gap(gapMs); atMs < untilMs; atMs += draws.gap(gapMs)) {
    timeline.runUntil(atMs);
    const index = pick(draws.unit());
    let isolate = isolates[index];
    if (isolate === undefined || isolate.diesAtMs <= atMs) {
      isolate = createIsolate(atMs + draws.gap(isolateLifeMs));
      isolates[index] = isolate;
    }
    location.request(isolate, shardAt(draws.unit()), atMs);
  }
  timeline.runUntil(untilMs);
}

/** One that has lived for a while, and has loaded what requests have needed since. @param rate its requests a second */
function warmIsolate({ mode, isolateLifeMs, sharesOfShards, draws }: LocationParts, rate: number): Isolate {
  const isolate = createIsolate(draws.gap(isolateLifeMs));
  const livedMs = draws.gap(isolateLifeMs);
  const usedAgoMs = draws.gap(1000 / rate);
  const askedAgoMs = draws.gap(QUESTIONS_APART / rate);
  for (const [shard, copy] of isolate.copies.entries()) {
    const neededAgoMs = usedAgoMs + draws.gap(1000 / (rate * (sharesOfShards[shard] ?? 0)));
    if (neededAgoMs > livedMs) continue;
    // It went along with the others, until it rested.
    const known = -Math.max(usedAgoMs, neededAgoMs - REST_MS);
    Object.assign(copy, { isLoaded: true, neededMs: -neededAgoMs, asOfMs: known, refreshBegunMs: known });
    Object.assign(copy, { contentMs: known, boardMs: mode === 'relay' ? known - askedAgoMs : known });
  }
  isolate.heardMs = -draws.between(0, HEARD_AGO_MS);
  isolate.watchesUntilMs = draws.between(0, WATCHES_FOR_MS);
  return isolate;
}

/** So that those that have lived for a while need not hear the store's clock again all at once. */
const HEARD_AGO_MS = 200_000;
const WATCHES_FOR_MS = 20_000;
/** Behind a relay, it asks the store itself so seldom: about once in ten requests, in milliseconds at one a second. */
const QUESTIONS_APART = 10_000;

/** What `worker/state/replica/plan.ts` does with a request, for a session that is not strict. */
class SimulatedLocation {
  readonly #parts: LocationParts;
  readonly #timeline: Timeline;
  readonly #store: Store;
  readonly #relay: LocationRelay;

  constructor(parts: LocationParts, timeline: Timeline) {
    this.#parts = parts;
    this.#timeline = timeline;
    this.#store = new Store(parts);
    this.#relay = new LocationRelay({ ...parts, timeline, store: this.#store });
  }

  request(isolate: Isolate, shard: number, atMs: number): void {
    const { tally } = this.#parts;
    const copy = isolate.copies[shard];
    if (copy === undefined) return;
    if (atMs >= tally.fromMs) tally.requests += 1;
    copy.neededMs = atMs;
    if (!copy.isLoaded) {
      this.#askAndLoad(copy, shard, atMs);
    } else if (canJudge(copy, atMs)) {
      tally.pass(atMs, copy.contentMs);
      if (isDue(isolate, copy, atMs)) this.#refresh(isolate, shard, atMs);
    } else {
      copy.waiting.push(atMs);
      if (!copy.isRefreshing) this.#refresh(isolate, shard, atMs);
    }
  }

  /** A copy of nothing: the request asks, and what it needs is loaded behind it. */
  #askAndLoad(copy: ShardCopy, shard: number, atMs: number): void {
    if (copy.isLoading) {
      this.#parts.tally.call('cold', atMs);
      this.#end(atMs, this.#store.roundTripMs());
      return;
    }
    copy.isLoading = true;
    const { answerMs, loadMs, contentMs } = this.#store.load(shard, this.#parts.pages, atMs);
    this.#end(atMs, answerMs);
    this.#timeline.put(atMs + loadMs, () => {
      Object.assign(copy, { isLoaded: true, isLoading: false, contentMs, boardMs: contentMs });
      Object.assign(copy, { asOfMs: atMs + answerMs, refreshBegunMs: atMs + answerMs });
    });
  }

  #refresh(isolate: Isolate, needed: number, atMs: number): void {
    const shards = this.#parts.mode === 'each' ? [needed] : alongWith(isolate, needed, atMs);
    for (const shard of shards) {
      const copy = isolate.copies[shard];
      if (copy !== undefined) Object.assign(copy, { isRefreshing: true, refreshBegunMs: atMs });
    }
    const onEnd = (endMs: number, heard: Heard): void => this.#refreshed(isolate, shards, { atMs, endMs, heard });
    if (this.#parts.mode === 'relay') {
      this.#relay.refresh(isolate, shards, atMs, onEnd);
      return;
    }
    const { tookMs, contentMs } =
      this.#parts.mode === 'each' ? this.#store.askShard(needed, atMs) : this.#askAll(isolate, shards, atMs);
    this.#timeline.put(atMs + tookMs, (endMs) => onEnd(endMs, { contentMs, ageMs: 0 }));
  }

  #askAll(isolate: Isolate, shards: readonly number[], atMs: number) {
    const answer = this.#store.ask(shards, (shard) => isolate.copies[shard]?.boardMs ?? 0, atMs);
    for (const shard of answer.open) {
      const copy = isolate.copies[shard];
      if (copy !== undefined) copy.boardMs = answer.contentMs;
    }
    return answer;
  }

  #refreshed(
    isolate: Isolate,
    shards: readonly number[],
    { atMs, endMs, heard }: { readonly atMs: number; readonly endMs: number; readonly heard: Heard },
  ): void {
    noteTook(isolate, Math.max(endMs - atMs, heard.ageMs > 0 ? RELAYED_MS : 0));
    for (const shard of shards) {
      const copy = isolate.copies[shard];
      if (copy === undefined) continue;
      const asOfMs = Math.max(copy.asOfMs, atMs - heard.ageMs);
      const contentMs = Math.max(copy.contentMs, heard.contentMs);
      Object.assign(copy, { isRefreshing: false, asOfMs, contentMs, refreshBegunMs: atMs - heard.ageMs });
      const { waiting } = copy;
      copy.waiting = [];
      for (const cameMs of waiting) this.#answerWaiting(copy, cameMs, endMs);
    }
  }

  #answerWaiting(copy: ShardCopy, cameMs: number, endMs: number): void {
    const { tally } = this.#parts;
    const isInTime = this.#end(cameMs, endMs - cameMs);
    if (!isInTime) return;
    if (canJudge(copy, endMs)) tally.pass(endMs, copy.contentMs);
    // It has been refreshed and is not new enough: the store is asked, and refuses a session that is revoked.
    else tally.call('cold', endMs);
  }

  /** @returns whether the answer came before the deadline; later, the request is refused */
  #end(cameMs: number, waitedMs: number): boolean {
    const { tally, tuning } = this.#parts;
    const isInTime = waitedMs <= tuning.deadlineMs;
    tally.wait(Math.min(waitedMs, tuning.deadlineMs), cameMs);
    if (!isInTime && cameMs >= tally.fromMs) tally.late += 1;
    return isInTime;
  }
}
