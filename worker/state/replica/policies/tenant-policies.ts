import type { TenantPolicy } from '@portcullis/rules/engine';
import { fingerprint } from '../fingerprint.ts';
import { createFingerprintSet } from '../fingerprint-set.ts';
import type { PolicyMemory } from './policy-memory.ts';

/** What is known of a tenant's policy. `null`: it has none; `undefined`: it has one, or may have, and only the store knows which. */
export type KnownPolicy = TenantPolicy | null | undefined;

/** Who has a policy among the tenants of a shard, and the policies that requests have asked about. */
export interface TenantPolicies {
  readonly of: (tenant: string) => KnownPolicy;
  /** The store has a policy of this tenant. */
  readonly mark: (tenant: string) => void;
  /** The feed says what holds now. That replaces what is held; where nothing is held, it is not either: most are never asked for. */
  readonly change: (tenant: string, policy: TenantPolicy | null) => void;
  /** Holds what the store has answered. The caller sees to it that no change of the feed is later. */
  readonly remember: (tenant: string, policy: TenantPolicy | null) => void;
  readonly held: () => readonly (readonly [tenant: string, policy: TenantPolicy])[];
  /** Lets go of all that is held. */
  readonly letGo: () => void;
}

/** Marks do not run out, unlike those of revocations: they count until this minute, and the time is always the one before. */
const MARKED_UNTIL = 60;
const NOW = 0;

export function createTenantPolicies(memory: PolicyMemory): TenantPolicies {
  const marks = createFingerprintSet(NOW);
  const isMarked = (tenant: string): boolean => marks.has(fingerprint(tenant), NOW);
  // A mark stays when the policy is taken away: another tenant may have the same fingerprint, and its policy must not be missed.
  const mark = (tenant: string): void => marks.add(fingerprint(tenant), MARKED_UNTIL);
  const owned: TenantPolicies = {
    of: (tenant) => (isMarked(tenant) ? memory.find(owned, tenant) : null),
    mark,
    change: (tenant, policy) => {
      if (policy !== null) mark(tenant);
      if (memory.find(owned, tenant) !== undefined) memory.hold(owned, tenant, policy);
    },
    remember: (tenant, policy) => {
      if (policy !== null) mark(tenant);
      if (isMarked(tenant)) memory.hold(owned, tenant, policy);
    },
    held: () => memory.ofOwner(owned),
    letGo: () => memory.letGo(owned),
  };
  return owned;
}
