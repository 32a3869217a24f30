import type { Control } from '../../controls/policy.ts';

export interface ModeSetting {
  /** Controls whose refusals are recorded only: the request goes on. */
  readonly observe: readonly Control[];
}
