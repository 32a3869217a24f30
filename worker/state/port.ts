import type { AdmitPlan, LimitClaim, LimitStatus, TenantPolicy } from '@portcullis/rules/engine';
import type { RevocationScope } from '../core/revocation-scope.ts';

/** What a request asks of shared state, with the record that must be kept before it is forwarded. */
export interface AdmitQuestion extends Omit<AdmitPlan, 'record'> {
  /** JSON of the audit record, or `null`. */
  readonly record: string | null;
}

/** What shared state answers. */
export interface AdmitAnswer {
  readonly limits: readonly LimitStatus[];
  readonly revokedBy: 'session' | 'user' | 'tenant' | 'everyone' | null;
  readonly tenantPolicy: TenantPolicy | null;
  /** When the request was counted, by the state's own clock; what {@link StatePort.release} gives back. */
  readonly countedAtMs: number;
}

export type { RevocationScope };

/** Sessions of the scope that were issued up to `notBefore` are refused. */
export interface Revocation {
  readonly scope: RevocationScope;
  /** Seconds since the epoch, fractions allowed. */
  readonly notBefore: number;
  /** After this moment no session that it concerns can still live; seconds since the epoch. */
  readonly expires: number;
  readonly reason: string;
  /** Who asked for it. */
  readonly by: string;
}

/** Shared state: one call for all that a request needs, and what operators change. Every method throws where state cannot answer. */
export interface StatePort {
  admit(question: AdmitQuestion): Promise<AdmitAnswer>;
  /** Takes back a count, where what was counted turned out not to count. */
  release(limits: readonly LimitClaim[], countedAtMs: number): Promise<void>;
  revoke(revocation: Revocation): Promise<void>;
  /** Live revocations, newest first. @param tenant that tenant's own and everyone's; `null`: all */
  revocations(tenant: string | null): Promise<readonly Revocation[]>;
  tenantPolicy(tenant: string): Promise<TenantPolicy | null>;
  setTenantPolicy(tenant: string, policy: TenantPolicy | null): Promise<void>;
}
