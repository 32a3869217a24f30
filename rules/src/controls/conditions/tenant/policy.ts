export interface TenantCondition {
  /** Whether the host must name the tenant. */
  readonly tenant: 'required' | 'optional';
}
