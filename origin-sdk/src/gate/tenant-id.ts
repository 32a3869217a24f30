const TENANT_ID = /^[a-z0-9][a-z0-9-]{0,62}$/;

/** Whether the gateway would take `value` for a tenant's id. */
export function isTenantId(value: unknown): value is string {
  return typeof value === 'string' && TENANT_ID.test(value);
}
