/** What was logged lately, so that a page that breaks its policy in one place is one line, however many open it. */
export interface LogWindow {
  /** How many alike there were since the last line, this one included; `null`: it needs no line. */
  readonly enter: (key: string, nowMs: number) => number | null;
}

interface Entry {
  readonly untilMs: number;
  repeated: number;
}

/** @param maxKeys lines of one window at most: a client can make up any number of different reports */
export function createLogWindow(windowMs: number, maxKeys: number): LogWindow {
  // In the order of their end.
  const entries = new Map<string, Entry>();
  const enter = (key: string, nowMs: number): number | null => {
    const known = entries.get(key);
    if (known !== undefined && isOpen(known, nowMs)) {
      known.repeated += 1;
      return null;
    }
    for (const [old, entry] of entries) {
      if (isOpen(entry, nowMs)) break;
      entries.delete(old);
    }
    if (entries.size >= maxKeys) return null;
    entries.set(key, { untilMs: nowMs + windowMs, repeated: 0 });
    return 1 + (known?.repeated ?? 0);
  };
  /** A clock that stepped back ends the window: better one line more. */
  const isOpen = ({ untilMs }: Entry, nowMs: number): boolean => nowMs < untilMs && untilMs - nowMs <= windowMs;
  return { enter };
}
