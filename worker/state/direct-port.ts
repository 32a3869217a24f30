import type { StatePort } from './port.ts';
import type { StateStore } from './store.ts';

/** The state as the pipeline asks it, where every question goes to the store itself. */
export function directPort(store: StateStore): StatePort {
  return {
    ...store,
    revoke: async (revocation) => {
      await store.revoke(revocation);
    },
    setTenantPolicy: async (tenant, policy) => {
      await store.setTenantPolicy(tenant, policy);
    },
  };
}
