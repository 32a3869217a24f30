import { DEFAULT_DEADLINE_MS } from '../../../worker/core/time/index.ts';
import { KEPT_MS } from '../../../worker/state/relay/document.ts';

/** What could be set or built otherwise. */
export interface Tuning {
  /** A request waits for shared state so long. */
  readonly deadlineMs: number;
  /** Changes that the document of a location keeps. */
  readonly keptMs: number;
  /** The document carries the counts of the board, so that its reader need not ask shards that its writer has asked. */
  readonly carriesCounts: boolean;
}

/** As it is. */
export const SHIPPED: Tuning = {
  deadlineMs: DEFAULT_DEADLINE_MS,
  keptMs: KEPT_MS,
  carriesCounts: true,
};
