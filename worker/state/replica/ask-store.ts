import type { Meters } from '../../core/metrics/index.ts';
import { deadlineIn, PATIENT_DEADLINE_MS, withDeadline } from '../../core/time/index.ts';
import type { AdmitQuestion, WaitUntil } from '../port.ts';
import { shardOf } from '../shard.ts';
import type { StateStore, StoreAnswer, StoreClaim } from '../store.ts';
import type { Breakers } from './breaker.ts';

/** Puts one question to the store, with these limits in place of its own. */
export type AskStore = (
  question: AdmitQuestion,
  claims: readonly StoreClaim[],
  waitUntil: WaitUntil,
) => Promise<StoreAnswer>;

/** An operator's question waits for its full time, even if requests have found the store away. */
export function createAskStore(
  store: Pick<StateStore, 'admit'>,
  breakers: Breakers,
  deadlineMs: number,
  meters: Pick<Meters, 'late'>,
): AskStore {
  return async ({ tenant, subject, record, renewal, patient }, claims, waitUntil) => {
    // The store keeps to its own deadline; this one is for a call that the platform has forgotten.
    const longestMs = 2 * (patient ? PATIENT_DEADLINE_MS : deadlineMs);
    const asked = (): Promise<StoreAnswer> =>
      withDeadline(store.admit({ tenant, subject, limits: claims, record, renewal, patient }), longestMs);
    const homes = [tenant, renewal?.tenant ?? null].filter((home) => home !== null);
    const parts = [...homes, ...claims.map((claim) => claim.tenant ?? claim.key)];
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
}
