import type { LimitClaim, LimitStatus } from '@portcullis/rules/engine';

/** Remembers which limits refuse until when, so that a flood costs no question to the store. */
export interface RefusedKeys {
  /** How those of the limits stand that are known to refuse; `null` where there is none and the store must be asked. */
  readonly known: (claims: readonly LimitClaim[]) => readonly LimitStatus[] | null;
  /** @param askedMs when the question was sent, by this isolate's clock */
  readonly learn: (claims: readonly LimitClaim[], statuses: readonly LimitStatus[], askedMs: number) => void;
  /** Something was given back: there may be room sooner than announced. */
  readonly forget: (claim: LimitClaim) => void;
}

/** The store judged somewhere between question and answer: it may admit again after the one, and will after the other. */
interface Until {
  readonly soonestMs: number;
  readonly latestMs: number;
}

const MAX_KEYS = 10_000;

/** @param now milliseconds since the epoch */
export function createRefusedKeys(now: () => number): RefusedKeys {
  const until = new Map<string, Until>();
  return {
    known: (claims) => {
      if (until.size === 0) return null;
      const refused = claims.flatMap((claim) => {
        const known = until.get(claim.key);
        if (known === undefined || known.soonestMs <= now()) return [];
        return [{ id: claim.id, admitted: false, remaining: 0, resetMs: known.latestMs - now() }];
      });
      return refused.length === 0 ? null : refused;
    },
    learn: (claims, statuses, askedMs) => {
      for (const [index, { admitted, resetMs }] of statuses.entries()) {
        const claim = claims[index];
        if (admitted || claim === undefined) continue;
        until.delete(claim.key);
        until.set(claim.key, { soonestMs: askedMs + resetMs, latestMs: now() + resetMs });
        // The one that was learnt first goes first.
        if (until.size > MAX_KEYS) until.delete(until.keys().next().value ?? '');
      }
    },
    forget: ({ key }) => {
      until.delete(key);
    },
  };
}
