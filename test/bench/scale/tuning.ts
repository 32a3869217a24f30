import { DEFAULT_DEADLINE_MS } from '../../../worker/core/time/index.ts';

/** What could be set or built otherwise. */
export interface Tuning {
  /** A request waits for shared state so long. */
  readonly deadlineMs: number;
  /** Changes that the document of a location keeps. */
  readonly keptMs: number;
  /** A refresh is taken to last so long at least: twice that before the bound, the next one begins. */
  readonly leastTookMs: number;
  /** The document carries the counts of the board, so that its reader need not ask shards that its writer has asked. */
  readonly carriesCounts: boolean;
}

/** As it is: `keptMs` of `worker/state/relay/document.ts`. */
export const SHIPPED: Tuning = {
  deadlineMs: DEFAULT_DEADLINE_MS,
  keptMs: 10_000,
  leastTookMs: 0,
  carriesCounts: false,
};
