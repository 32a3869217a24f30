export { createPolicyMemory, type PolicyMemory } from './policy-memory.ts';
export { createTenantPolicies, type KnownPolicy, type TenantPolicies } from './tenant-policies.ts';
