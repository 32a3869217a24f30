import { fingerprint } from '../../../worker/state/replica/fingerprint.ts';
import { createFingerprintSet } from '../../../worker/state/replica/fingerprint-set.ts';
import type { GoalFigure } from '../goal-figure.ts';
import { bytesKeptBy } from '../rules/memory.ts';

const ENTRIES = 1_000_000;
const NOW = 1_790_000_000;
const MIB = 1024 * 1024;

/** What a million live revocations take in the replica: the set as the gateway builds it, one entry after the other. */
export function memoryFigures(): readonly GoalFigure[] {
  let peak = 0;
  const kept = bytesKeptBy(() => {
    const set = createFingerprintSet(NOW);
    for (let index = 0; index < ENTRIES; index += 1) {
      const before = set.bytes;
      set.add(fingerprint(`session\0acme\0s-${index}`), NOW + 900);
      // While a table grows by a quarter, the old one and the new one are both there.
      if (set.bytes > before) peak = Math.max(peak, before + 5 * (set.bytes - before));
    }
    if (set.size !== ENTRIES) throw new Error(`${set.size} of ${ENTRIES} revocations are in the set`);
    return set;
  });
  return [
    { title: 'a million live revocations in an isolate', value: kept / MIB, unit: 'MiB', goal: { atMost: 16 } },
    { title: 'the same while a table grew, for a moment', value: peak / MIB, unit: 'MiB', goal: { atMost: 16 } },
  ];
}
