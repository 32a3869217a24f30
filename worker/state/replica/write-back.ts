import type { StateEntry, WaitUntil } from '../port.ts';
import type { StateStore } from '../store.ts';
import type { KnownRevocation } from './known-revocations.ts';
import type { ShardReplica } from './shard-replica.ts';

/** Writes back what the store has lost and this isolate knows in full. */
export type WriteBack = (replica: ShardReplica, waitUntil: WaitUntil) => void;

/** As many as a store takes at once without keeping others waiting. */
const BATCH = 100;
const FIRST_PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 60_000;
/** The gateway itself; what had been said of them is not known here. */
const WRITTEN_BACK = { by: 'portcullis', reason: 'written back: the store had lost it' };

/**
 * A batch after each refresh, for as long as something is missing: the next refresh shows what other isolates, and this one,
 * have written meanwhile. To write one twice is harmless, since the later times hold.
 * @param onWritten gets the number of entries written
 */
export function createWriteBack(
  store: Pick<StateStore, 'importState'>,
  now: () => number,
  onWritten: (count: number) => void,
): WriteBack {
  const pauses = new WeakMap<ShardReplica, { readonly untilMs: number; readonly failures: number }>();
  return (replica, waitUntil) => {
    const missing = replica.missing();
    const pause = pauses.get(replica);
    if (missing.length === 0 || (pause !== undefined && now() < pause.untilMs)) return;
    const failures = pause?.failures ?? 0;
    // No other write starts until this one has ended; if it never does, none ever starts.
    pauses.set(replica, { untilMs: now() + LONGEST_PAUSE_MS, failures });
    const batch = someOf(missing);
    waitUntil(
      store.importState(batch.map(entryOf)).then(
        () => {
          onWritten(batch.length);
          pauses.delete(replica);
        },
        () => {
          const pauseMs = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** failures);
          pauses.set(replica, { untilMs: now() + pauseMs, failures: failures + 1 });
        },
      ),
    );
  };
}

/** Isolates that know the same begin at different places, so that together they are quicker. */
function someOf(missing: readonly KnownRevocation[]): readonly KnownRevocation[] {
  if (missing.length <= BATCH) return missing;
  const from = Math.floor(Math.random() * missing.length);
  return [...missing.slice(from), ...missing.slice(0, from)].slice(0, BATCH);
}

function entryOf({ scope, notBefore, expires }: KnownRevocation): StateEntry {
  return { kind: 'revocation', scope, notBefore, expires, ...WRITTEN_BACK };
}
