import type { Meters } from '../../core/metrics/index.ts';
import type { Relay } from '../relay/index.ts';
import { shardOf } from '../shard.ts';
import type { KnownRevocation, KnownRevocations } from './known-revocations.ts';
import { createRefreshes, gatherNews, type Refreshes, type RefreshParts } from './news/index.ts';
import type { PolicyMemory } from './policies/index.ts';
import type { Feed } from './read-shard.ts';
import { createShardReplica, type ShardReplica } from './shard-replica.ts';

/** The replicas of an isolate: of each shard that it serves, one. */
export interface Replicas extends Refreshes {
  readonly of: (tenant: string) => ShardReplica;
  /** `null` if no request has asked for this tenant yet. */
  readonly known: (tenant: string) => ShardReplica | null;
  readonly all: () => readonly ShardReplica[];
  /** What was changed here is known here from the next request on. @param tenant `null`: it concerns everyone */
  readonly outdate: (tenant: string | null) => void;
  /** The same of a revocation, which must be met again in what the store says. */
  readonly noteWritten: (entry: KnownRevocation) => void;
}

/** What replicas are made of. */
interface ReplicasParts extends Omit<RefreshParts, 'all'> {
  readonly known: KnownRevocations;
  readonly policies: PolicyMemory;
  readonly now: () => number;
  readonly meters: RefreshParts['meters'] & Pick<Meters, 'refreshes'>;
  readonly relay: Relay;
}

export function createReplicas(parts: ReplicasParts): Replicas {
  const { store, breakers, known, policies, now, clock, meters, relay } = parts;
  const replicas = new Map<number, ShardReplica>();
  const feed: Feed = {
    news: gatherNews(relay, meters),
    snapshot: (shard, cursor) => breakers.of(shard).run(() => store.snapshot(shard, cursor)),
  };
  const refreshes = createRefreshes({
    ...parts,
    all: () => replicas.values(),
  });
  const concerned = (tenant: string | null): readonly ShardReplica[] =>
    [...replicas].flatMap(([shard, replica]) => (tenant === null || shard === shardOf(tenant) ? [replica] : []));
  return {
    of: (tenant) => {
      const shard = shardOf(tenant);
      const found = replicas.get(shard);
      if (found !== undefined) return found;
      const made = createShardReplica(shard, { feed, known, policies, now, clock });
      replicas.set(shard, made);
      return made;
    },
    known: (tenant) => replicas.get(shardOf(tenant)) ?? null,
    all: () => [...replicas.values()],
    outdate: (tenant) => {
      for (const replica of concerned(tenant)) replica.outdate();
    },
    noteWritten: ({ scope, notBefore, expires }) => {
      const entry = { scope, notBefore, expires };
      const isMet = known.knows(entry);
      known.learn(entry, true);
      const tenant = scope.kind === 'everyone' ? null : scope.tenant;
      for (const replica of concerned(tenant)) {
        // The feed may be quicker than the acknowledgement.
        if (!isMet) replica.noteWritten(entry);
        replica.outdate();
      }
    },
    ...refreshes,
  };
}
