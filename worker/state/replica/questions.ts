import type { LimitClaim, LimitStatus } from '@portcullis/rules/engine';
import type { Meters } from '../../core/metrics/index.ts';
import type { AdmitQuestion, WaitUntil } from '../port.ts';
import { shardOf } from '../shard.ts';
import type { StateStore, StoreAnswer } from '../store.ts';
import { createAskStore } from './ask-store.ts';
import type { Breakers } from './breaker.ts';
import { createLeases, type LeftOver, type Spending } from './leases.ts';
import { createRefusedKeys } from './refused-keys.ts';

/** What was spent of slices, by the key of the limit: two limits of a question may have the same id, as those of two routes. */
export type Spent = ReadonlyMap<string, Spending>;

/** What the store said, and of each limit how it stands. */
export type Asked = Omit<StoreAnswer, 'limits'> & { readonly limits: readonly LimitStatus[] };

/** Puts questions to the store, and remembers of its answers what spares others: refused limits, slices of quotas. */
export interface Questions {
  /** How those limits stand that are known to refuse still; `null` where none is. */
  readonly refusing: (limits: readonly LimitClaim[]) => readonly LimitStatus[] | null;
  /** Something was given back: there may be room sooner than announced. */
  readonly forgetRefusal: (claim: LimitClaim) => void;
  /** Asks the store, for the limits that no slice in this isolate covers. */
  readonly ask: (question: AdmitQuestion, spent: Spent, waitUntil: WaitUntil) => Promise<Asked>;
  /** Spends one of each limit of which this isolate has a slice. */
  readonly spendSlices: (limits: readonly LimitClaim[]) => Spent;
  /** For a request that another limit refuses. */
  readonly putBack: (spent: Spent) => void;
  /** What was counted ahead and not used in its time goes back to those who may need it. */
  readonly giveBackLeftOvers: (limits: readonly LimitClaim[], waitUntil: WaitUntil) => void;
}

const NOTHING: Spent = new Map();

/** @param now milliseconds that never run backwards */
export function createQuestions(
  store: StateStore,
  breakers: Breakers,
  now: () => number,
  deadlineMs: number,
  meters: Pick<Meters, 'answers' | 'leased' | 'late'>,
): Questions {
  const refused = createRefusedKeys(now);
  const leases = createLeases(now);
  const askStore = createAskStore(store, breakers, deadlineMs, meters);

  const giveBack = (claim: LimitClaim, over: LeftOver | null, waitUntil: WaitUntil): void => {
    if (over === null || breakers.of(shardOf(claim.tenant ?? claim.key)).isOpen()) return;
    const release = store.release([{ ...claim, cost: over.cost }], over.countedAtMs);
    waitUntil(release.then(() => refused.forget(claim)).catch(() => undefined));
  };
  const giveBackLeftOvers = (limits: readonly LimitClaim[], waitUntil: WaitUntil): void => {
    for (const claim of limits) if (claim.leased === true) giveBack(claim, leases.leftOver(claim), waitUntil);
  };
  const putBack = (spent: Spent): void => {
    for (const [key, spending] of spent) leases.putBack(key, spending);
  };
  const keepSlices = (
    open: readonly LimitClaim[],
    answer: StoreAnswer,
    askedMs: number,
    waitUntil: WaitUntil,
  ): void => {
    for (const [index, claim] of open.entries()) {
      if (claim.leased !== true) continue;
      const status = statusOf(claim, answer.limits[index]);
      giveBack(claim, leases.keep(claim, status, askedMs, status.countedAtMs ?? answer.countedAtMs), waitUntil);
    }
  };
  return {
    refusing: refused.known,
    forgetRefusal: refused.forget,
    putBack,
    giveBackLeftOvers,
    ask: async (question, spent, waitUntil) => {
      const askedMs = now();
      const open = spent.size === 0 ? question.limits : question.limits.filter(({ key }) => !spent.has(key));
      const demands = open.map((claim) => (claim.leased === true ? leases.demand(claim) : null));
      const claims = open.map((claim, index) => ({ ...claim, ...demands[index] }));
      giveBackLeftOvers(open, waitUntil);
      const answer = await askStore(question, claims, waitUntil).finally(() => {
        for (const [index, claim] of open.entries()) leases.settle(claim, demands[index] ?? null);
      });
      meters.answers.store += 1;
      const statuses = open.map((claim, index) => statusOf(claim, answer.limits[index]));
      refused.learn(open, statuses, askedMs);
      const isRefused = statuses.some(({ admitted }) => !admitted);
      if (isRefused) putBack(spent);
      else {
        meters.leased += spent.size;
        keepSlices(open, answer, askedMs, waitUntil);
      }
      return { ...answer, limits: spent.size === 0 ? statuses : joined(question.limits, spent, open, statuses) };
    },
    spendSlices: (limits) => {
      let spent: Map<string, Spending> | null = null;
      for (const claim of limits) {
        const spending = claim.leased === true ? leases.spend(claim) : null;
        if (spending !== null) spent = (spent ?? new Map()).set(claim.key, spending);
      }
      return spent ?? NOTHING;
    },
  };
}

/** A store that answers about another limit, or about fewer, has not answered. */
function statusOf<T extends LimitStatus>(claim: LimitClaim, status: T | undefined): T {
  if (status?.id !== claim.id) throw new TypeError(`shared state has not answered for the limit "${claim.id}"`);
  return status;
}

/** How all limits stand, in their order: some were paid for by slices, the others asked for. */
function joined(
  limits: readonly LimitClaim[],
  spent: Spent,
  open: readonly LimitClaim[],
  statuses: readonly LimitStatus[],
): readonly LimitStatus[] {
  const asked = new Map(open.map(({ key }, index) => [key, statuses[index]]));
  return limits.map((claim) => statusOf(claim, spent.get(claim.key)?.status ?? asked.get(claim.key)));
}
