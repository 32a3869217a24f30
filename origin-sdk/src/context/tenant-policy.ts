/** What a tenant demands of its own users, beyond the rules. */
export interface TenantPolicy {
  /** Every session of the tenant is refused. */
  readonly suspended: boolean;
  /** Networks in CIDR notation that users must come from; none: from everywhere. */
  readonly addresses: readonly string[];
  /** Sessions must have been opened with a second factor. */
  readonly requireMfa: boolean;
  /** No session counts in which one person acts as another. */
  readonly forbidActAs: boolean;
  /** Sessions from before are refused: ISO 8601 with a zone; `null`: none are. */
  readonly notBefore: string | null;
}

const MEMBERS: Readonly<Record<keyof TenantPolicy, true>> = {
  suspended: true,
  addresses: true,
  requireMfa: true,
  forbidActAs: true,
  notBefore: true,
};

/** Names of a tenant policy's members, as the admin API takes and gives them. */
export const TENANT_POLICY_MEMBERS = Object.freeze(Object.keys(MEMBERS)) as readonly (keyof TenantPolicy)[];
