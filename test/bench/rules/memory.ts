import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** Bytes that the result of `make` keeps, on the heap and in buffers. */
export function bytesKeptBy(make: () => unknown): number {
  const before = bytesInUse();
  const kept = make();
  const bytes = bytesInUse() - before;
  // The compiler must not take the result for garbage before it was counted.
  if (kept === undefined) throw new TypeError('there is nothing to keep');
  return bytes;
}

function bytesInUse(): number {
  for (let pass = 0; pass < 4; pass += 1) collectGarbage();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}
