import type { Control } from '../../controls/policy.ts';

/** What a route can put under observation: a control, or the headers of its answers. */
export type Observed = Control | 'headers';

export interface ModeSetting {
  /**
   * Controls whose refusals are recorded only: the request goes on. `headers`: what could break a page is reported on, or
   * left out.
   */
  readonly observe: readonly Observed[];
}
