import type { AdmitFact, AdmitPlan, RevokedBy, TenantPolicy } from '../../engine/index.ts';

/** What shared state would say, in the words of people. */
export type StateDescription =
  | { readonly kind: 'unavailable' }
  | {
      readonly kind: 'answered';
      /** Ids of limits that are used up. */
      readonly exceeded: readonly string[];
      readonly revokedBy: RevokedBy | null;
      /** Policy of the tenant that the request concerns. */
      readonly tenantPolicy: TenantPolicy | null;
    };

/** Nothing used up, nothing revoked. */
export const HEALTHY_STATE: StateDescription = { kind: 'answered', exceeded: [], revokedBy: null, tenantPolicy: null };

/** Answers the one question of a request as the description says. */
export function admitFact(state: StateDescription, plan: AdmitPlan): AdmitFact {
  if (state.kind === 'unavailable') return { kind: 'unavailable', detail: 'as asked' };
  return {
    kind: 'answered',
    limits: plan.limits.map(({ id, quota, windowSeconds }) => {
      const admitted = !state.exceeded.includes(id);
      return { id, admitted, remaining: admitted ? quota - 1 : 0, resetMs: windowSeconds * 1000 };
    }),
    revokedBy: plan.subject === null ? null : state.revokedBy,
    tenantPolicy: plan.tenant === null ? null : state.tenantPolicy,
  };
}

/** Sentences about parts of the description that this request does not meet. */
export function unmetState(state: StateDescription, plan: AdmitPlan | null): readonly string[] {
  if (state.kind === 'unavailable') {
    return plan === null ? ['Shared state is not asked for this request.'] : [];
  }
  const asked = plan?.limits.map(({ id }) => id) ?? [];
  const notes = state.exceeded
    .filter((id) => !asked.includes(id))
    .map((id) => `The limit "${id}" does not hold for this request.`);
  if (state.revokedBy !== null && (plan?.subject ?? null) === null)
    notes.push('There is no session that could be revoked.');
  if (state.tenantPolicy !== null && (plan?.tenant ?? null) === null)
    notes.push('The request concerns no tenant, so no tenant policy holds.');
  return notes;
}
