export type FrameOptions = 'DENY' | 'SAMEORIGIN';

/** `DENY` before `SAMEORIGIN`. */
export function strictestFrameOptions(theirs: string, ours: string): string {
  return parseFrameOptions(theirs) === 'DENY' ? 'DENY' : ours;
}

/** What browsers make of the header; `null` where they ignore it (HTML Standard section 7.9). Values that differ deny. */
export function parseFrameOptions(value: string): FrameOptions | null {
  const values = new Set(value.split(',').map((each) => each.trim().toUpperCase()));
  const [only] = values;
  if (values.size > 1) return ['DENY', 'SAMEORIGIN', 'ALLOWALL'].some((each) => values.has(each)) ? 'DENY' : null;
  return only === 'DENY' || only === 'SAMEORIGIN' ? only : null;
}
