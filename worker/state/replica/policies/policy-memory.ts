import type { TenantPolicy } from '@portcullis/rules/engine';

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
  readonly bytes: number;
}

/** @param maxBytes what all that are held may take, by the length of their JSON */
export function createPolicyMemory(maxBytes: number = MAX_BYTES): PolicyMemory {
  // Two generations: when the younger is full, the older is let go. What is used moves to the younger.
  let [young, old] = [new Map<string, Held>(), new Map<string, Held>()];
  let youngBytes = 0;
  const remove = (tenant: string): void => {
    youngBytes -= young.get(tenant)?.bytes ?? 0;
    young.delete(tenant);
    old.delete(tenant);
  };
  const put = (tenant: string, held: Held): void => {
    remove(tenant);
    if (youngBytes + held.bytes > maxBytes / 2) {
      [young, old] = [new Map(), young];
      youngBytes = 0;
    }
    young.set(tenant, held);
    youngBytes += held.bytes;
  };
  const all = (): readonly (readonly [string, Held])[] => [...old, ...young];
  return {
    find: (owner, tenant) => {
      const found = young.get(tenant) ?? old.get(tenant);
      if (found?.owner !== owner) return undefined;
      if (!young.has(tenant)) put(tenant, found);
      return found.policy;
    },
    hold: (owner, tenant, policy) => {
      const bytes = ENTRY_BYTES + BYTES_A_CHARACTER * (tenant.length + JSON.stringify(policy).length);
      put(tenant, { owner, policy, bytes });
    },
    ofOwner: (owner) =>
      all().flatMap(([tenant, held]) =>
        held.owner === owner && held.policy !== null ? [[tenant, held.policy] as const] : [],
      ),
    letGo: (owner) => {
      for (const [tenant, held] of all()) if (held.owner === owner) remove(tenant);
    },
    size: () => all().filter(([, { policy }]) => policy !== null).length,
  };
}
