/** Makes a function that starts `work` unless it is under way already, and waits for it. */
export function createSharedCall(work: () => Promise<void>): () => Promise<void> {
  // On Workers what one request has started ends with it, so no request may wait for another's: each starts its own.
  if ('WebSocketPair' in globalThis) return work;
  let pending: Promise<void> | null = null;
  return () => {
    pending ??= work().finally(() => {
      pending = null;
    });
    return pending;
  };
}
