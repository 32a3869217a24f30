import type { RenewalClaim } from '@portcullis/rules/engine';

/** Sessions that are remembered at most; the one that was noted first is forgotten first. */
const MAX_SESSIONS = 10_000;

/** Cookies that the store has heard of, and has nothing against: while they are fresh, it need not hear of them again from here. */
export interface SeenGenerations {
  readonly has: (claim: RenewalClaim) => boolean;
  readonly note: (claim: RenewalClaim) => void;
}

export function createSeenGenerations(maxSessions: number = MAX_SESSIONS): SeenGenerations {
  const seen = new Map<string, number>();
  return {
    has: (claim) => seen.get(nameOf(claim)) === claim.generation,
    note: (claim) => {
      const name = nameOf(claim);
      if ((seen.get(name) ?? 0) > claim.generation) return;
      seen.set(name, claim.generation);
      if (seen.size <= maxSessions) return;
      for (const oldest of seen.keys()) {
        seen.delete(oldest);
        return;
      }
    },
  };
}

/** No tenant id has a space. */
function nameOf({ tenant, session }: RenewalClaim): string {
  return `${tenant} ${session}`;
}
