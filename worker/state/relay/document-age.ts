import type { Moment } from '../../core/time/index.ts';
import { BEAT_MS, type ClockWitness } from './clock-witness.ts';
import type { RelayDocument } from './document.ts';

/**
 * How old a document is, by two clocks of which one may be wrong: that of the machines, which another isolate of the location
 * has read when it asked, and that of the store, which this isolate has heard and reckons on from. The greater age counts. So
 * an age is taken for less than it is only where two clocks err at once, each by itself and in the same direction.
 */
export interface DocumentAge {
  /** The store is asked now. @returns takes what time it says it is; `null`: it says none */
  readonly listen: (steadyMs: number) => (storeMs: number | null) => void;
  /** Milliseconds, at most; `null` where it is not known, so that the document cannot be used. */
  readonly of: (document: Pick<RelayDocument, 'askedMs' | 'storeMs'>, moment: Moment) => number | null;
}

/** How long a reading of the store's clock can be reckoned on from: clocks go apart, by a tenth of a second in this time at most. */
const HEARD_MS = 200_000;

/** @param witness of the clock of this isolate: both ages are reckoned by it */
export function createDocumentAge(witness: Pick<ClockWitness, 'era'>): DocumentAge {
  let heard: { readonly storeMs: number; readonly askedMs: number; readonly era: number } | null = null;
  return {
    listen: (askedMs) => {
      const era = witness.era();
      return (storeMs) => {
        if (storeMs !== null && era !== null) heard = { storeMs, askedMs, era };
      };
    },
    of: (document, { steadyMs, seconds }) => {
      if (heard === null || heard.era !== witness.era()) return null;
      const sinceHeardMs = steadyMs - heard.askedMs;
      if (!(sinceHeardMs >= 0 && sinceHeardMs <= HEARD_MS)) return null;
      const byMachineMs = seconds * 1000 - document.askedMs;
      // At the latest: the store has read its clock after it was asked.
      const byStoreMs = heard.storeMs + sinceHeardMs - document.storeMs;
      // A clock that was set back since it was last looked at has been by less than this.
      return byMachineMs >= 0 && byStoreMs >= 0 ? Math.max(byMachineMs, byStoreMs) + BEAT_MS : null;
    },
  };
}
