import type { StateFigures } from '../../core/metrics/index.ts';
import type { Breakers } from './breaker.ts';
import type { KnownRevocations } from './known-revocations.ts';
import type { PolicyMemory } from './policies/index.ts';
import type { Replicas } from './replicas.ts';
import type { ContentsSize } from './shard-contents.ts';

/** How long a copy that no request has been judged by since still counts for {@link StateFigures.ageMs}. */
const RECENT_MS = 60_000;

/** What operators see of an isolate's copies. */
export function stateFigures(
  replicas: Replicas,
  known: KnownRevocations,
  policies: PolicyMemory,
  breakers: Breakers,
  steadyMs: number,
): StateFigures {
  const copies = replicas.all();
  const held = copies.map((replica) => replica.size());
  const sum = (part: keyof ContentsSize): number => held.reduce((total, size) => total + size[part], 0);
  const recent = copies.map(({ lastUse }) => lastUse).filter(({ atMs }) => steadyMs - atMs <= RECENT_MS);
  const inFull = known.size();
  return {
    shards: held.length,
    revocations: sum('revocations') + inFull.wide,
    revocationBytes: sum('revocationBytes') + inFull.bytes,
    lostRevocations: sum('lost'),
    policies: policies.size(),
    ageMs: Math.max(0, ...recent.map(({ ageMs }) => ageMs)),
    givenUp: breakers.anyOpen(),
  };
}
