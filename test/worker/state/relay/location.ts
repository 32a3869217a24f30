import { createHmac } from 'node:crypto';
import { createSteadyClock } from '../../../../worker/core/time/index.ts';
import type { Sealer } from '../../../../worker/core/tokens/index.ts';
import { createRelay, type LocationCache } from '../../../../worker/state/relay/index.ts';
import type { FeedPosition, FeedsAnswer, SeenShard, StateStore, StoreEntry } from '../../../../worker/state/store.ts';
import { START } from '../conformance/samples.ts';

/** An isolate of the location, by a clock of its own. */
export interface Isolate {
  /** Asks as a replica does; what is written behind it is there then. */
  readonly feeds: (asked: readonly SeenShard[]) => Promise<FeedsAnswer>;
  /** Asks the store itself. */
  readonly ask: (asked: readonly SeenShard[]) => Promise<FeedsAnswer>;
  /** Sets the clock of its machine. */
  readonly setClock: (aheadMs: number) => void;
}

/** Isolates that share a cache, in front of a store that changes; every question to it takes some time. */
export interface Location {
  /** @param place whose documents it reads and writes */
  readonly isolate: (place?: string) => Promise<Isolate>;
  /** By which readers choose when to ask the store: 0 at the latest. */
  readonly draw: { value: number };
  /** What lies in the cache. */
  readonly cached: { text: string | null };
  /** Time goes by, and with it what waits for timers. */
  readonly pass: (ms: number) => Promise<void>;
  readonly setStore: (how: { aheadMs?: number; isDown?: boolean; tookMs?: number; saysTime?: boolean }) => void;
  /** A user was revoked: the shard has one more change. */
  readonly change: (shard: number) => void;
  readonly position: (shard: number) => FeedPosition;
  /** Questions that the store got, each with its shards. */
  readonly asked: (readonly number[])[];
}

/** Texts that cannot be changed, or opened with another key or as another's; the real one needs a runtime that Node is not. */
export function sealerWith(key: string): Sealer {
  const markOf = (text: string, place: string): string =>
    createHmac('sha256', key)
      .update(JSON.stringify([place, text]))
      .digest('base64url');
  return {
    seal: async (text, place) => `${markOf(text, place)}.${Buffer.from(text).toString('base64url')}`,
    open: async (sealed, place) => {
      const [mark, encoded = ''] = sealed.split('.');
      const text = Buffer.from(encoded, 'base64url').toString();
      return mark === markOf(text, place) ? text : null;
    },
  };
}

export function createLocation(): Location {
  let nowMs = START;
  const store = { aheadMs: 0, isDown: false, tookMs: 0, saysTime: true };
  const changes = new Map<number, StoreEntry[]>();
  const asked: (readonly number[])[] = [];
  const draw = { value: 0 };
  const cached: { text: string | null } = { text: null };
  const timers: { readonly atMs: number; readonly resolve: () => void }[] = [];
  const wait = (ms: number): Promise<void> => new Promise((resolve) => timers.push({ atMs: nowMs + ms, resolve }));
  const positionAt = (version: number): FeedPosition => ({
    epoch: 'e',
    version,
    mark: version === 0 ? '' : `m${version}`,
  });
  const position = (shard: number): FeedPosition => positionAt(changes.get(shard)?.length ?? 0);
  const feeds: StateStore['feeds'] = async (question) => {
    asked.push(question.map(({ shard }) => shard));
    if (store.isDown) throw new Error('the store is away');
    const answers = question.map(({ shard, since }) => ({
      kind: 'changes' as const,
      position: position(shard),
      changes: (changes.get(shard) ?? []).slice(since.version),
      more: false,
    }));
    const storeMs = store.saysTime ? nowMs + store.aheadMs : null;
    if (store.tookMs > 0) await wait(store.tookMs);
    return { answers, storeMs, ageMs: 0 };
  };
  const cache: LocationCache = {
    read: async () => cached.text,
    write: async (text) => {
      cached.text = text;
    },
  };
  return {
    isolate: async (place = 'freight') => {
      let aheadMs = 0;
      const now = (): number => nowMs + aheadMs;
      const sealer = sealerWith('key');
      const relay = createRelay({
        askStore: feeds,
        cache,
        sealer,
        place,
        now,
        clock: createSteadyClock(now),
        wait,
        random: () => draw.value,
      });
      return {
        feeds: async (question) => {
          const answer = await relay.feeds(question, () => undefined);
          await turn();
          return answer;
        },
        ask: (question) => relay.ask(question, () => undefined),
        setClock: (ms) => {
          aheadMs = ms;
        },
      };
    },
    draw,
    cached,
    pass: async (ms) => {
      const untilMs = nowMs + ms;
      await turn();
      for (let next = dueBy(untilMs); next !== undefined; next = dueBy(untilMs)) {
        nowMs = Math.max(nowMs, next.atMs);
        timers.splice(timers.indexOf(next), 1);
        next.resolve();
        await turn();
      }
      nowMs = untilMs;
    },
    setStore: (how) => Object.assign(store, how),
    change: (shard) => {
      const known = changes.get(shard) ?? [];
      const scope = { kind: 'user' as const, tenant: 'acme', id: `u${known.length + 1}` };
      changes.set(shard, [
        ...known,
        { kind: 'revocation', scope, notBefore: nowMs / 1000, expires: nowMs / 1000 + 900 },
      ]);
    },
    position,
    asked,
  };

  function dueBy(untilMs: number) {
    return timers.filter(({ atMs }) => atMs <= untilMs).sort((one, other) => one.atMs - other.atMs)[0];
  }
}

/** What goes on by itself has gone on. */
function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** An isolate that knows the shards as they are now, and has asked the store for itself before; the questions count from then on. */
export async function warmIsolate(
  location: Location,
  ...shards: readonly number[]
): Promise<Isolate & { readonly seen: readonly SeenShard[] }> {
  const isolate = await location.isolate();
  const seen = shards.map((shard) => ({ shard, since: location.position(shard) }));
  await isolate.ask(seen);
  location.asked.length = 0;
  return { ...isolate, seen };
}
