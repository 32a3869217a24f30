import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';

/** A verdict on a header's name is remembered. Clients choose names, so what they can make the gateway hold is bounded. */

const SOURCE = new URL('../../../worker/core/headers/request-headers.ts', import.meta.url).href;
type Source = typeof import('../../../worker/core/headers/request-headers.ts');

const MIB = 1024 * 1024;
/** Held of names that add up to eight times as much. */
const MAX_HELD_BYTES = 2 * MIB;
const NAMES_BYTES = 16 * MIB;

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

function heapBytes(): number {
  collectGarbage();
  return process.memoryUsage().heapUsed;
}

test.each([
  ['many short names', 60],
  ['fewer long names', 30_000],
])('%s leave little behind', async (what, characters) => {
  // Verdicts of its own, so that what other tests have filled does not count.
  const { readHeaders } = (await import(`${SOURCE}?names=${encodeURIComponent(what)}`)) as Source;
  readHeaders(new Headers({ 'x-first': '1' }));
  const before = heapBytes();
  for (let index = 0; index < NAMES_BYTES / characters; index += 1)
    readHeaders(new Headers([[`x-${index}-`.padEnd(characters, 'a'), '1']]));
  expect(heapBytes() - before).toBeLessThan(MAX_HELD_BYTES);
});
