import type { StatePosition, TenantPolicy } from '@portcullis/rules/engine';
import type { SteadyClock } from '../../core/time/index.ts';
import type { WaitUntil } from '../port.ts';
import type { FeedPosition } from '../store.ts';
import type { Witness } from './believed.ts';
import { RELAYED_MS } from './copy-age.ts';
import { type KnownRevocation, type KnownRevocations, scopeText } from './known-revocations.ts';
import { createGonePositions, hasSeen, standingOf } from './lost-state.ts';
import type { Copy } from './plan.ts';
import type { KnownPolicy, PolicyMemory } from './policies/index.ts';
import { type Asking, catchUp, type Feed, load } from './read-shard.ts';
import { type ContentsSize, policyIn, renew, type ShardContents, sizeOf, suspicionOf } from './shard-contents.ts';
import type { Subject, Suspicion } from './suspicion.ts';

/** What one isolate knows of one shard of the state, and since when. */
export interface ShardReplica extends Copy, Witness {
  /** Its number. */
  readonly shard: number;
  readonly position: FeedPosition | null;
  /** Whether a refresh is on its way, and may still end. */
  readonly isRefreshing: boolean;
  /** Refreshes that have begun so far, and the last of them that ended well. */
  readonly begun: number;
  readonly ended: number;
  /** When a request was last judged by it, and how old it was then; infinitely long ago where none was. */
  readonly lastUse: { readonly atMs: number; readonly ageMs: number };
  readonly noteUse: (steadyMs: number) => void;
  /** When a request or a connection last needed it, whether or not it could be judged by it. Set by those who do. */
  neededMs: number;
  readonly size: () => ContentsSize;
  /** What the store has lost of what is known here in full, also before this isolate could meet it in the feed. */
  readonly missing: () => readonly KnownRevocation[];
  /** Holds the policy that the store has answered with, if it may: see there. */
  readonly rememberPolicy: (tenant: string, policy: TenantPolicy | null, position: FeedPosition | null) => void;
  /** This isolate has written a revocation: the next refresh must meet it. The copy is outdated then, too. */
  readonly noteWritten: (entry: KnownRevocation) => void;
  /** What is known here is older than what was just changed: it must be refreshed before anybody is judged by it. */
  readonly outdate: () => void;
  /** The time of what a refresh has brought, or may yet bring, is over, even if the clock is set back. */
  readonly expire: (refresh: number) => void;
  /**
   * A session came with a position before a refresh began. Had that state come later, the refresh would have met it: where it
   * has not, it is gone, and nothing can be compared with it.
   */
  readonly mustHaveMet: (seen: StatePosition) => void;
  /**
   * Brings the replica up to date. However many ask at once, the store is asked once; not even once, where others of the
   * location have asked it lately. Throws where it cannot answer.
   * @param direct the store itself is asked, unless a refresh is on its way already
   */
  readonly refresh: (waitUntil: WaitUntil, direct: boolean) => Promise<void>;
}

/** What a replica is made of. */
export interface ReplicaParts {
  readonly feed: Feed;
  readonly known: KnownRevocations;
  readonly policies: PolicyMemory;
  /** Milliseconds since the epoch, as set: for times that others have written. */
  readonly now: () => number;
  /** For ages. */
  readonly clock: SteadyClock;
}

/** A refresh whose request was cut off by the platform may never end: another one then takes its place. */
const ABANDONED_MS = 2500;
/** Of the time that refreshes take, so much is forgotten with each that is quicker. */
const EASING = 0.8;

export function createShardReplica(shard: number, parts: ReplicaParts): ShardReplica {
  return new Replica(shard, parts);
}

/** What a refresh has brought, and how much older than its beginning that may be. */
interface Read {
  readonly contents: ShardContents;
  readonly ageMs: number;
}

class Replica implements ShardReplica {
  readonly shard: number;
  readonly #parts: ReplicaParts;
  readonly #gone = createGonePositions();
  #contents: ShardContents | null = null;
  #running: Promise<void> | null = null;
  #outdatedAt = 0;
  #expiredAt = 0;
  /** Steps of the clock that the contents have taken into account. */
  #steps: number;
  #asOfMs = Number.NEGATIVE_INFINITY;
  #begunMs = Number.NEGATIVE_INFINITY;
  #tookMs = 0;
  #begun = 0;
  #ended = 0;
  neededMs = Number.NEGATIVE_INFINITY;
  readonly lastUse = { atMs: Number.NEGATIVE_INFINITY, ageMs: 0 };

  constructor(shard: number, parts: ReplicaParts) {
    this.shard = shard;
    this.#parts = parts;
    this.#steps = parts.clock.steps();
  }

  get asOfMs(): number {
    return this.#asOfMs;
  }

  get isExpired(): boolean {
    return this.#ended <= this.#expiredAt;
  }

  get refreshBegunMs(): number {
    return this.#begunMs;
  }

  get refreshTookMs(): number {
    return this.#tookMs;
  }

  get begun(): number {
    return this.#begun;
  }

  get ended(): number {
    return this.#ended;
  }

  get position(): FeedPosition | null {
    return this.#contents?.position ?? null;
  }

  noteUse(steadyMs: number): void {
    this.lastUse.atMs = steadyMs;
    this.lastUse.ageMs = steadyMs - this.#asOfMs;
  }

  isGone(seen: StatePosition): boolean {
    return this.#gone.isGone(seen);
  }

  size(): ContentsSize {
    return sizeOf(this.#contents);
  }

  suspicionOf(subject: Subject, nowSeconds: number): Suspicion {
    return suspicionOf(this.#contents, this.#parts.known, subject, nowSeconds);
  }

  policyOf(tenant: string): KnownPolicy {
    return this.#contents === null ? null : policyIn(this.#contents, tenant);
  }

  lostPolicyOf(tenant: string): TenantPolicy | null {
    return this.#contents?.lostPolicies.get(tenant) ?? null;
  }

  /**
   * An answer that the feed has overtaken would stay for ever, since no later change replaces it. So the answer is held only if
   * the store gave it where the copy stands, or further on. Changes up to there are in the answer. Those that follow, the feed
   * brings yet, in order, and each replaces what is held: where the copy stands at a position, what is held is from there or
   * from later. An answer of another history is not held where its position shows that. Where it does not, the next refresh
   * shows it, and the load that follows lets go of all that is held.
   */
  rememberPolicy(tenant: string, policy: TenantPolicy | null, position: FeedPosition | null): void {
    if (this.#contents === null || position === null) return;
    if (standingOf(this.#contents.position, position) !== 'behind') this.#contents.policies.remember(tenant, policy);
  }

  missing(): readonly KnownRevocation[] {
    if (this.#contents === null) return [];
    const { lost, unmet } = this.#contents;
    // What is in doubt has not been read since it was written.
    const isRead = this.#asOfMs !== Number.NEGATIVE_INFINITY;
    return [...lost.values(), ...(isRead ? unmet.values() : [])];
  }

  noteWritten(entry: KnownRevocation): void {
    this.#contents?.unmet.set(scopeText(entry.scope), entry);
  }

  outdate(): void {
    // A refresh that has begun may have read what was before.
    this.#asOfMs = Number.NEGATIVE_INFINITY;
    this.#begunMs = Number.NEGATIVE_INFINITY;
    this.#outdatedAt = this.#begun;
  }

  expire(refresh: number): void {
    this.#expiredAt = Math.max(this.#expiredAt, refresh);
  }

  mustHaveMet(seen: StatePosition): void {
    if (!hasSeen(this.position, seen)) this.#gone.note(this.position, seen);
  }

  get isRefreshing(): boolean {
    return this.#running !== null && !this.#isAbandoned();
  }

  refresh(waitUntil: WaitUntil, direct: boolean): Promise<void> {
    if (this.#running === null || this.#isAbandoned()) {
      const begun = this.#update({ direct, waitUntil }).finally(() => {
        if (this.#running === begun) this.#running = null;
      });
      this.#running = begun;
    }
    return this.#running;
  }

  async #update(asking: Asking): Promise<void> {
    const { clock, known, now } = this.#parts;
    const startedMs = clock.now();
    this.#begunMs = startedMs;
    this.#begun += 1;
    const own = this.#begun;
    const nowSeconds = now() / 1000;
    const steps = clock.steps();
    // Before anything is put in: what expires later than it can represent would not be held.
    if (this.#contents !== null) renew(this.#contents, nowSeconds);
    known.renew(nowSeconds);
    const { contents, ageMs } = await this.#read(nowSeconds, steps, asking);
    const tookMs = Math.max(clock.now() - startedMs, ageMs > 0 ? RELAYED_MS : 0);
    this.#tookMs = Math.max(tookMs, this.#tookMs * EASING);
    // One that began later has ended already: what it brought is newer.
    if (own < this.#ended) return;
    // After a load it is not known what has changed of them.
    if (this.#contents !== contents) this.#contents?.policies.letGo();
    this.#contents = contents;
    this.#ended = own;
    this.#steps = steps;
    const asOfMs = startedMs - ageMs;
    // What was read elsewhere is due for the next refresh by its own age.
    if (own === this.#begun) this.#begunMs = asOfMs;
    if (own > this.#outdatedAt) this.#asOfMs = Math.max(this.#asOfMs, asOfMs);
  }

  /** What has changed, where that is enough; all that the shard holds, where it is not. */
  async #read(nowSeconds: number, steps: number, { direct, waitUntil }: Asking): Promise<Read> {
    const { feed, known, policies } = this.#parts;
    const before = this.#contents;
    // What has been put in doubt, others may have read before.
    const asking = { direct: direct || this.#asOfMs === Number.NEGATIVE_INFINITY, waitUntil };
    // Where the clock stepped back, what was let go as expired may be live again.
    const isUsable = before !== null && steps === this.#steps;
    const current = isUsable ? await catchUp(feed, this.shard, before, known, asking) : null;
    if (current !== null && current.contents !== null) return { contents: current.contents, ageMs: current.ageMs };
    const { isLost = false } = current ?? {};
    const parts = { before, known, policies, nowSeconds, isLost, waitUntil };
    return { contents: await load(feed, this.shard, parts), ageMs: 0 };
  }

  #isAbandoned(): boolean {
    const runsForMs = this.#parts.clock.now() - this.#begunMs;
    return !(runsForMs >= 0 && runsForMs <= ABANDONED_MS);
  }
}
