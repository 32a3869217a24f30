/** Connections that are open in this isolate: each says so about once a second for as long as it lives. */
export interface LiveConnections {
  readonly seen: (connection: object, nowMs: number) => void;
  readonly gone: (connection: object) => void;
  readonly count: (nowMs: number) => number;
}

/** The platform may end a request without a word to it: a connection that is silent for so long is not there any more. */
const FORGET_MS = 5000;

export function createLiveConnections(): LiveConnections {
  const seenAtMs = new Map<object, number>();
  let sweptAtMs = 0;

  function sweep(nowMs: number): void {
    sweptAtMs = nowMs;
    for (const [connection, atMs] of seenAtMs) if (nowMs - atMs > FORGET_MS) seenAtMs.delete(connection);
  }

  return {
    seen: (connection, nowMs) => {
      if (nowMs - sweptAtMs > FORGET_MS) sweep(nowMs);
      seenAtMs.set(connection, nowMs);
    },
    gone: (connection) => {
      seenAtMs.delete(connection);
    },
    count: (nowMs) => {
      sweep(nowMs);
      return seenAtMs.size;
    },
  };
}
