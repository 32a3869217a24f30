import type { Mutant } from '../mutant.ts';

const RELAY = 'worker/state/relay';
const AGE = { file: `${RELAY}/document-age.ts`, tests: ['test/worker/state/relay/document-age.test.ts'] } as const;
const WITNESS = {
  file: `${RELAY}/clock-witness.ts`,
  tests: ['test/worker/state/relay/clock-witness.test.ts'],
} as const;
const SHARED = { file: `${RELAY}/relay.ts`, tests: ['test/worker/state/relay/relay.test.ts'] } as const;
const DOCUMENT = { ...SHARED, file: `${RELAY}/document.ts` } as const;
const REPLICA = {
  file: 'worker/state/replica/shard-replica.ts',
  tests: ['test/worker/state/replica/relayed.test.ts'],
} as const;

/** What isolates of a location share: it is never taken for newer than it is, and nothing is missing. */
export const STATE_RELAY: readonly Mutant[] = [
  {
    ...AGE,
    id: 'relay: the clock of the machines alone',
    find: 'Math.max(byMachineMs, byStoreMs) + BEAT_MS',
    replace: 'byMachineMs + BEAT_MS',
  },
  {
    ...AGE,
    id: 'relay: the clock of the store alone',
    find: 'Math.max(byMachineMs, byStoreMs) + BEAT_MS',
    replace: 'byStoreMs + BEAT_MS',
  },
  {
    ...AGE,
    id: 'relay: a clock that was set back',
    find: ' || heard.era !== witness.era()',
    replace: '',
  },
  { ...AGE, id: 'relay: a clock that was heard long ago', find: 'sinceHeardMs <= HEARD_MS', replace: 'true' },
  {
    ...WITNESS,
    id: 'relay: a step back between two looks',
    find: 'passedMs >= BEAT_MS - ROUNDING_MS && ',
    replace: '',
  },
  { ...WITNESS, id: 'relay: an isolate that stood still', find: ' && passedMs <= LATE_MS', replace: '' },
  { ...WITNESS, id: 'relay: an isolate that was idle', find: 'if (!goesOn) era += 1;', replace: '' },
  {
    ...SHARED,
    id: 'relay: a document that is too old',
    find: 'ageMs <= HARD_MS ? ageMs : null',
    replace: 'ageMs <= 5000 ? ageMs : null',
  },
  {
    ...DOCUMENT,
    id: 'relay: an isolate that is further behind than the document',
    find: 'if (first < 0) return null;',
    replace: '',
  },
  {
    ...REPLICA,
    id: 'relay: the age of what was read',
    find: 'const asOfMs = startedMs - ageMs;',
    replace: 'const asOfMs = startedMs;',
  },
  {
    ...REPLICA,
    id: 'relay: what was just changed here',
    find: 'direct: direct || this.#asOfMs === Number.NEGATIVE_INFINITY',
    replace: 'direct',
  },
  {
    file: 'worker/state/replica/admit.ts',
    tests: ['test/worker/state/replica/not-announced.test.ts'],
    id: 'board: a position that is not announced yet',
    find: 'if (await replicas.lacks(copy, seen)) copy.mustHaveMet(seen);',
    replace: 'copy.mustHaveMet(seen);',
  },
];
