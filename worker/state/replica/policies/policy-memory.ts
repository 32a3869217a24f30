import type { TenantPolicy } from '@portcullis/rules/engine';
import { Generations } from '../../../core/memory/index.ts';

/** `null`: the store has been asked, and has none of this tenant. */
type HeldPolicy = TenantPolicy | null;

/**
 * The memory in which an isolate holds policies of tenants, of all shards together. Each belongs to an owner, the copy of a
 * shard: another copy of the same shard does not find it.
 */
export interface PolicyMemory {
  /** `undefined` where it is not held. */
  readonly find: (owner: object, tenant: string) => HeldPolicy | undefined;
  readonly hold: (owner: object, tenant: string, policy: HeldPolicy) => void;
  readonly ofOwner: (owner: object) => readonly (readonly [tenant: string, policy: TenantPolicy])[];
  readonly letGo: (owner: object) => void;
  /** How many are held. */
  readonly size: () => number;
}

/** For 5,000 policies of usual length, and more. */
const MAX_BYTES = 4 * 2 ** 20;
/** What one takes beside its text: an object with its members, and a place in the map. */
const ENTRY_BYTES = 150;
const BYTES_A_CHARACTER = 2;

interface Held {
  readonly owner: object;
  readonly policy: HeldPolicy;
}

/** @param maxBytes what all that are held may take, by the length of their JSON */
export function createPolicyMemory(maxBytes: number = MAX_BYTES): PolicyMemory {
  const memory = new Generations<Held>(maxBytes / 2);
  return {
    find: (owner, tenant) => {
      const found = memory.get(tenant);
      return found?.owner === owner ? found.policy : undefined;
    },
    hold: (owner, tenant, policy) => {
      const bytes = ENTRY_BYTES + BYTES_A_CHARACTER * (tenant.length + JSON.stringify(policy).length);
      memory.set(tenant, { owner, policy }, bytes);
    },
    ofOwner: (owner) =>
      memory
        .entries()
        .flatMap(([tenant, held]) =>
          held.owner === owner && held.policy !== null ? [[tenant, held.policy] as const] : [],
        ),
    letGo: (owner) => {
      for (const [tenant, held] of memory.entries()) if (held.owner === owner) memory.delete(tenant);
    },
    size: () => memory.entries().filter(([, { policy }]) => policy !== null).length,
  };
}
