import type { LimitClaim } from '@portcullis/rules/engine';
import type { Meters } from '../../core/metrics/index.ts';
import { deadlineIn, PATIENT_DEADLINE_MS, withDeadline } from '../../core/time/index.ts';
import type { AdmitQuestion, WaitUntil } from '../port.ts';
import { shardOf } from '../shard.ts';
import type { StateStore, StoreAnswer } from '../store.ts';
import type { Breakers } from './breaker.ts';
import { createLeases, type LeftOver, type Spending } from './leases.ts';
import { createRefusedKeys, type RefusedKeys } from './refused-keys.ts';

/** Limits of which a slice was spent, and how they stand. */
export type Spent = ReadonlyMap<LimitClaim, Spending>;

/** What the store said, and of each limit how it stands. */
export type Asked = Omit<StoreAnswer, 'limits'> & { readonly limits: readonly Spending['status'][] };

/** Puts questions to the store, and remembers of its answers what spares others: refused limits, slices of quotas. */
export interface Questions {
  readonly refused: RefusedKeys;
  /** Asks the store, for the limits that no slice in this isolate covers. */
  readonly ask: (question: AdmitQuestion, spent: Spent, waitUntil: WaitUntil) => Promise<Asked>;
  /** Spends one of each limit of which this isolate has a slice. */
  readonly spendSlices: (limits: readonly LimitClaim[]) => Spent;
  /** For a request that another limit refuses. */
  readonly putBack: (spent: Spent) => void;
  /** What was counted ahead and not used in its time goes back to those who may need it. */
  readonly giveBackLeftOvers: (limits: readonly LimitClaim[], waitUntil: WaitUntil) => void;
}

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

  const giveBack = (claim: LimitClaim, over: LeftOver | null, waitUntil: WaitUntil): void => {
    if (over === null || breakers.of(shardOf(claim.tenant ?? claim.key)).isOpen()) return;
    const release = store.release([{ ...claim, cost: over.cost }], over.countedAtMs);
    waitUntil(release.then(() => refused.forget(claim)).catch(() => undefined));
  };
  const giveBackLeftOvers = (limits: readonly LimitClaim[], waitUntil: WaitUntil): void => {
    for (const claim of limits) if (claim.leased === true) giveBack(claim, leases.leftOver(claim), waitUntil);
  };
  const putBack = (spent: Spent): void => {
    for (const [claim, spending] of spent) leases.putBack(claim, spending);
  };
  /** An operator's question waits as long as it may, whatever the readers have met. */
  const put = async (question: AdmitQuestion, claims: readonly LimitClaim[], waitUntil: WaitUntil) => {
    const { tenant, subject, record, patient } = question;
    // The store keeps to its own deadline; this one is for a call that the platform has forgotten.
    const longestMs = 2 * (patient ? PATIENT_DEADLINE_MS : deadlineMs);
    const asked = (): Promise<StoreAnswer> =>
      withDeadline(store.admit({ tenant, subject, limits: claims, record, patient }), longestMs);
    const parts = [...(tenant === null ? [] : [tenant]), ...claims.map((claim) => claim.tenant ?? claim.key)];
    try {
      return await (patient ? asked() : breakers.run((parts.length === 0 ? [''] : parts).map(shardOf), asked));
    } catch (error) {
      const late = deadlineIn(error);
      if (late !== null) {
        meters.late.question += 1;
        // So that it is heard when the answer comes after all.
        waitUntil(late.arrival);
      }
      throw error;
    }
  };
  return {
    refused,
    putBack,
    giveBackLeftOvers,
    ask: async (question, spent, waitUntil) => {
      const askedMs = now();
      const { limits } = question;
      const open = limits.filter((claim) => !spent.has(claim));
      const demands = open.map((claim) => (claim.leased === true ? leases.demand(claim) : null));
      const claims = open.map((claim, index) => ({ ...claim, ...demands[index] }));
      giveBackLeftOvers(open, waitUntil);
      const answer = await put(question, claims, waitUntil).finally(() => {
        for (const [index, claim] of open.entries()) leases.settle(claim, demands[index] ?? null);
      });
      meters.answers.store += 1;
      refused.learn(open, answer.limits, askedMs);
      const isRefused = answer.limits.some(({ admitted }) => !admitted);
      for (const [index, claim] of open.entries()) {
        const status = answer.limits[index];
        if (claim.leased === true && status !== undefined && !isRefused)
          giveBack(claim, leases.keep(claim, status, askedMs, status.countedAtMs ?? answer.countedAtMs), waitUntil);
      }
      if (isRefused) putBack(spent);
      else meters.leased += spent.size;
      const statuses = limits.map((claim) => spent.get(claim)?.status ?? answer.limits[open.indexOf(claim)]);
      return { ...answer, limits: statuses.filter((status) => status !== undefined) };
    },
    spendSlices: (limits) => {
      const spent = new Map<LimitClaim, Spending>();
      for (const claim of limits) {
        const spending = claim.leased === true ? leases.spend(claim) : null;
        if (spending !== null) spent.set(claim, spending);
      }
      return spent;
    },
  };
}
