import type { RateSummary } from '../evidence/index.ts';

/** A limit by address, from real rates. */
export interface ProposedLimit {
  readonly id: 'requests' | 'changes';
  readonly perMinute: number;
  readonly rates: RateSummary;
}

/** Fewer minutes say little about what is usual. */
const LEAST_MINUTES = 100;
const LEAST_ADDRESSES = 10;
/** No quota is lower: a page loads several things at once. */
const LEAST = { requests: 60, changes: 20 } as const;

/** Limits that 99.9 % of all minutes of an address keep to, times `factor`; none where the log says too little. */
export function proposeLimits(
  rates: { readonly all: RateSummary; readonly changes: RateSummary },
  factor: number,
): readonly ProposedLimit[] {
  if (rates.all.addresses < LEAST_ADDRESSES || rates.all.minutes < LEAST_MINUTES) return [];
  const limit = (id: ProposedLimit['id'], summary: RateSummary): ProposedLimit => ({
    id,
    perMinute: Math.max(LEAST[id], rounded(summary.highestUsual * factor)),
    rates: summary,
  });
  const requests = limit('requests', rates.all);
  return rates.changes.minutes < LEAST_MINUTES ? [requests] : [requests, limit('changes', rates.changes)];
}

/** Up to two digits that count: 1,234 becomes 1,300. */
function rounded(value: number): number {
  const unit = 10 ** Math.max(0, Math.floor(Math.log10(Math.max(1, value))) - 1);
  return Math.ceil(value / unit) * unit;
}
