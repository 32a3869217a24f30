import type { SteadyClock } from '../../core/time/index.ts';
import type { Sealer } from '../../core/tokens/index.ts';
import { isSamePosition } from '../feed-position.ts';
import type { WaitUntil } from '../port.ts';
import type { FeedAnswer, FeedsAnswer, SeenShard, StateStore } from '../store.ts';
import { type ClockWitness, createClockWitness } from './clock-witness.ts';
import {
  DOCUMENT_FORMAT,
  documentText,
  newsOf,
  nextDocument,
  parseDocument,
  questionFor,
  type RelayDocument,
  withStands,
} from './document.ts';
import { createDocumentAge, type DocumentAge } from './document-age.ts';
import type { LocationCache } from './location-cache.ts';

/** Asks the store itself. */
export type AskFeeds = StateStore['feeds'];

/**
 * Lets the isolates of a location share what any of them has heard from the store, so that the store is asked by locations and
 * not by isolates.
 */
export interface Relay {
  /** What others have heard lately, or else what the store says; that is then there for the others. */
  readonly feeds: (asked: readonly SeenShard[], waitUntil: WaitUntil) => Promise<FeedsAnswer>;
  /** The store itself is asked, for those that need to know what holds now. */
  readonly ask: (asked: readonly SeenShard[], waitUntil: WaitUntil) => Promise<FeedsAnswer>;
}

/** What a relay is made of. */
export interface RelayParts {
  readonly askStore: AskFeeds;
  readonly cache: LocationCache;
  /** Others may write to the cache, and read it. */
  readonly sealer: Sealer;
  /** Whose documents count: those of this gateway, with this state. */
  readonly place: string;
  /** Milliseconds since the epoch, as set. */
  readonly now: () => number;
  /** For ages. */
  readonly clock: Pick<SteadyClock, 'now' | 'moment'>;
  /** By timers. */
  readonly wait: (ms: number) => Promise<void>;
  /** From 0 up to 1. */
  readonly random: () => number;
}

/** No document that is older is used: a replica that takes it still has a little time before its own bound. */
export const HARD_MS = 850;
/** Of a document that is younger, no reader asks the store. */
const SOONEST_MS = 450;
/** From then on at the latest, where the store answers slowly. */
const SLOWEST_MS = 550;
/** So much before the end of the document's time at least, and twice the time that the answer takes, a reader asks the store. */
const LEAD_MS = 100;
/** How far apart readers take that moment: the mean of an exponential distribution. */
const SPREAD_MS = 30;
/** For so long at least, a reader that asks the store keeps others from it. */
const CLAIM_MS = 300;

/**
 * The age from which on a reader asks the store, early enough that the others need not. Each reader draws its own, so that one
 * is the first even among thousands that read at the same moment, and its claim is seen before the next one asks: how many
 * ask nearly at once depends on the spread, and hardly on how many read (Vattani, Chierichetti and Lowenstein, "Optimal
 * Probabilistic Cache Stampede Prevention", 2015).
 * @param tookMs the answer that the document is of
 * @param random from 0 up to 1
 */
export function askingAgeMs(tookMs: number, random: number): number {
  const latestMs = Math.max(SLOWEST_MS, HARD_MS - Math.max(LEAD_MS, 2 * tookMs));
  return Math.max(SOONEST_MS, latestMs + SPREAD_MS * Math.log(1 - random));
}

/** How long a claim counts, by the time that answers take. */
export function claimMs(tookMs: number): number {
  return Math.max(CLAIM_MS, 2 * tookMs);
}

export function createRelay(parts: RelayParts): Relay {
  return new LocationRelay(parts);
}

/** A document that was read, and how old it was; `null`: it cannot be used but to go on from. */
interface Found {
  readonly document: RelayDocument;
  readonly ageMs: number | null;
}

class LocationRelay implements Relay {
  readonly #parts: RelayParts;
  readonly #place: string;
  readonly #witness: ClockWitness;
  readonly #age: DocumentAge;

  constructor(parts: RelayParts) {
    this.#parts = parts;
    this.#place = `relay ${DOCUMENT_FORMAT} ${parts.place}`;
    this.#witness = createClockWitness(parts.now, parts.wait);
    this.#age = createDocumentAge(this.#witness);
  }

  async feeds(asked: readonly SeenShard[], waitUntil: WaitUntil): Promise<FeedsAnswer> {
    this.#witness.keep(waitUntil);
    const found = await this.#read();
    if (found === null || found.ageMs === null) return this.#askAndShare(found?.document ?? null, asked, waitUntil);
    const { document, ageMs } = found;
    const heard = asked.map((each) => newsOf(document, each)).filter((news) => news !== null);
    const relayed = heard.length < asked.length ? null : { answers: heard, storeMs: document.storeMs, ageMs };
    const isComplete = asked.every(({ shard }) => document.shards.has(shard));
    const isEarly = ageMs <= askingAgeMs(document.tookMs, this.#parts.random()) || this.#isClaimed(document);
    // One that is further behind than the document asks for itself alone.
    if (isComplete && isEarly) return relayed ?? this.#askStore(withStands(document, asked));
    if (isComplete) waitUntil(this.#write({ ...document, claimedMs: this.#parts.now() }));
    try {
      return await this.#askAndShare(document, asked, waitUntil);
    } catch (error) {
      // What others have heard holds for its time, though the store has failed since.
      if (relayed === null) throw error;
      return relayed;
    }
  }

  async ask(asked: readonly SeenShard[], waitUntil: WaitUntil): Promise<FeedsAnswer> {
    this.#witness.keep(waitUntil);
    return this.#askStore(asked);
  }

  async #askStore(asked: readonly SeenShard[]): Promise<FeedsAnswer> {
    const hear = this.#age.listen(this.#parts.clock.now());
    const answer = await this.#parts.askStore(asked);
    hear(answer.storeMs);
    return answer;
  }

  async #askAndShare(
    document: RelayDocument | null,
    asked: readonly SeenShard[],
    waitUntil: WaitUntil,
  ): Promise<FeedsAnswer> {
    const { now, clock } = this.#parts;
    const [askedMs, steadyMs] = [now(), clock.now()];
    const question = questionFor(document, asked);
    const said = await this.#askStore(question);
    const tookMs = clock.now() - steadyMs;
    const { storeMs } = said;
    const own = picked(question, said);
    if (storeMs === null) return this.#completed(asked, asked.map(own), said);
    const next = nextDocument(document, question, said.answers, { askedMs, storeMs, tookMs });
    waitUntil(this.#write(next));
    const answers = asked.map((each) => newsOf(next, each) ?? own(each));
    return this.#completed(withStands(next, asked), answers, said);
  }

  /** Where some are further behind than what was asked for the location, the store is asked once more, for them. */
  async #completed(
    asked: readonly SeenShard[],
    answers: readonly (FeedAnswer | Error | null)[],
    { storeMs, ageMs }: FeedsAnswer,
  ): Promise<FeedsAnswer> {
    const known = answers.filter((answer) => answer !== null);
    return known.length < answers.length ? this.#askStore(asked) : { answers: known, storeMs, ageMs };
  }

  /** Whether another isolate asks the store now. */
  #isClaimed({ claimedMs, tookMs }: RelayDocument): boolean {
    if (claimedMs === null) return false;
    const forMs = this.#parts.now() - claimedMs;
    return forMs >= 0 && forMs <= claimMs(tookMs);
  }

  async #read(): Promise<Found | null> {
    const { cache, sealer, clock } = this.#parts;
    const sealed = await cache.read();
    const text = sealed === null ? null : await sealer.open(sealed, this.#place);
    const document = text === null ? null : parseDocument(text);
    if (document === null) return null;
    const ageMs = this.#age.of(document, clock.moment());
    return { document, ageMs: ageMs !== null && ageMs <= HARD_MS ? ageMs : null };
  }

  async #write(document: RelayDocument): Promise<void> {
    const { cache, sealer } = this.#parts;
    await cache.write(await sealer.seal(documentText(document), this.#place));
  }
}

const NO_ANSWER = new TypeError('shared state has not answered for a shard');

/** Of the answers to a question, the one for a shard; `null` where it was asked since another position. */
function picked(question: readonly SeenShard[], { answers }: FeedsAnswer) {
  return ({ shard, since }: SeenShard): FeedAnswer | Error | null => {
    const index = question.findIndex((each) => each.shard === shard);
    const put = question[index];
    return put !== undefined && isSamePosition(put.since, since) ? (answers[index] ?? NO_ANSWER) : null;
  };
}
