/** How old something known is, by a wall clock that may step back: it then seems to stand still, and never younger than it is known to be. */
export interface KnownAge {
  readonly ms: () => number;
  /** It is at most this old. */
  readonly atMost: (ms: number) => void;
  /** It is at least this old. */
  readonly atLeast: (ms: number) => void;
}

/** Begins at 0. @param now milliseconds since the epoch */
export function createKnownAge(now: () => number): KnownAge {
  let known = { ageMs: 0, atMs: now() };
  const ms = (): number => known.ageMs + Math.max(0, now() - known.atMs);
  const set = (ageMs: number): void => {
    known = { ageMs, atMs: now() };
  };
  return {
    ms,
    atMost: (most) => set(Math.min(ms(), most)),
    atLeast: (least) => set(Math.max(ms(), least)),
  };
}
