import { completeTenantPolicy } from '@portcullis/rules/engine';
import { isSamePosition } from '../feed-position.ts';
import type { FeedAnswer, FeedPosition, SeenShard, StoreEntry } from '../store.ts';

/** Of the form below: a Worker that writes another one has documents of its own. */
export const DOCUMENT_FORMAT = 1;

/** What one question to the store brought for a shard. */
interface Step {
  readonly from: FeedPosition;
  readonly changes: readonly StoreEntry[];
  /** When it was asked, by its writer's clock. */
  readonly askedMs: number;
}

/** How far a shard was seen, and the last changes, oldest first: each step goes on from the one before, and the last ends here. */
interface ShardNews {
  readonly at: FeedPosition;
  /** {@link SeenShard.stand} of it. */
  readonly stand?: string | undefined;
  readonly steps: readonly Step[];
}

/** What an isolate has heard from the store, for the others of its location. Times are milliseconds since the epoch. */
export interface RelayDocument {
  /** The state was so, or later, when this question was asked, by the clock of its writer. */
  readonly askedMs: number;
  /** The same by the store's own clock. */
  readonly storeMs: number;
  /** How long the answer took. */
  readonly tookMs: number;
  /** When a reader said that it asks the store, by its own clock; `null`: none has. */
  readonly claimedMs: number | null;
  readonly shards: ReadonlyMap<number, ShardNews>;
}

/** For isolates that were not in use meanwhile; those that are further behind ask the store. */
export const KEPT_MS = 60_000;
const MAX_CHANGES = 500;

/** @returns `null` for anything that {@link documentText} has not written */
export function parseDocument(text: string): RelayDocument | null {
  try {
    const { shards, ...times } = JSON.parse(text) as Omit<RelayDocument, 'shards'> & {
      readonly shards: readonly (readonly [number, ShardNews])[];
    };
    const numbers = [times.askedMs, times.storeMs, times.tookMs, times.claimedMs ?? 0];
    return numbers.every(Number.isFinite) ? { ...times, shards: new Map(shards.map(completed)) } : null;
  } catch {
    return null;
  }
}

/** A Worker of an earlier version may have written it, whose policies had fewer members. */
function completed([shard, { steps, ...news }]: readonly [number, ShardNews]): readonly [number, ShardNews] {
  const complete = (entry: StoreEntry): StoreEntry =>
    entry.kind === 'policy' && entry.policy !== null ? { ...entry, policy: completeTenantPolicy(entry.policy) } : entry;
  return [shard, { ...news, steps: steps.map((step) => ({ ...step, changes: step.changes.map(complete) })) }];
}

export function documentText(document: RelayDocument): string {
  return JSON.stringify({ ...document, shards: [...document.shards] });
}

/** What changed in a shard, as the document knows it; `null` where only the store can say. */
export function newsOf({ shards }: RelayDocument, { shard, since }: SeenShard): FeedAnswer | null {
  const news = shards.get(shard);
  if (news === undefined) return null;
  const { at, steps } = news;
  const first = isSamePosition(at, since) ? steps.length : steps.findIndex(({ from }) => isSamePosition(from, since));
  if (first < 0) return null;
  return { kind: 'changes', position: at, changes: steps.slice(first).flatMap(({ changes }) => changes), more: false };
}

/** What to ask the store, so that the next document says of all that this one does, and of what was asked. */
export function questionFor(document: RelayDocument | null, asked: readonly SeenShard[]): readonly SeenShard[] {
  const known = [...(document?.shards ?? [])].map(([shard, { at, stand }]) => ({ shard, since: at, stand }));
  return [...known, ...asked.filter(({ shard }) => document?.shards.has(shard) !== true)];
}

/** The same question, with how the shards stood: so that the store can leave out those that have not changed since. */
export function withStands({ shards }: RelayDocument, asked: readonly SeenShard[]): readonly SeenShard[] {
  return asked.map((each) => {
    const news = shards.get(each.shard);
    return news !== undefined && isSamePosition(news.at, each.since) ? { ...each, stand: news.stand } : each;
  });
}

/**
 * The next document, by what the store answered to {@link questionFor}. A shard that has more to say, or could not be asked, is
 * left out: its readers ask the store.
 */
export function nextDocument(
  before: RelayDocument | null,
  asked: readonly SeenShard[],
  answers: readonly (FeedAnswer | Error)[],
  times: Pick<RelayDocument, 'askedMs' | 'storeMs' | 'tookMs'>,
): RelayDocument {
  const { askedMs } = times;
  let room = MAX_CHANGES;
  const news = (shard: number, from: FeedPosition, { position: at, changes, stand }: Changes): ShardNews => {
    const known = before?.shards.get(shard)?.steps ?? [];
    const steps: Step[] = [];
    for (const step of changes.length === 0
      ? known.toReversed()
      : [{ from, changes, askedMs }, ...known.toReversed()]) {
      // By a clock that may be another's: a step from the future goes too.
      if (step.changes.length > room || Math.abs(askedMs - step.askedMs) > KEPT_MS) break;
      room -= step.changes.length;
      steps.unshift(step);
    }
    return { at, stand, steps };
  };
  const shards = asked.flatMap(({ shard, since }, index): (readonly [number, ShardNews])[] => {
    const answer = answers[index];
    if (answer === undefined || answer instanceof Error || answer.kind !== 'changes' || answer.more) return [];
    return [[shard, news(shard, since, answer)]];
  });
  return { ...times, claimedMs: null, shards: new Map(shards) };
}

type Changes = Extract<FeedAnswer, { kind: 'changes' }>;
