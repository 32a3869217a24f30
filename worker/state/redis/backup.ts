import type { Page, StateEntry } from '../port.ts';
import { pageOverShards } from '../shard-pages.ts';
import { change } from './change.ts';
import type { StoredEntry } from './entry-text.ts';
import { backupPage, writeKept } from './kept.ts';
import { isForEveryone, isPolicy, scanShard } from './scan.ts';
import type { ScriptRunner } from './script-runner.ts';

type KeptEntry = Extract<StateEntry, { kind: 'kept' }>;

/** What the cursor of a shard begins with where its documents are read, after its policies and revocations. */
const KEPT = 'k.';
/** Documents of the largest size that one call takes. */
const BATCH = 8;

/** The first page, from `cursor` on, that has entries: over all shards, one after the other. */
export function exportState(run: ScriptRunner, random: string, cursor: string | null): Promise<Page<StateEntry>> {
  return pageOverShards(cursor, 1, async (shard, within): Promise<Page<StateEntry>> => {
    if (within?.startsWith(KEPT)) {
      const kept = await backupPage(run, shard, within.slice(KEPT.length));
      return { entries: kept.entries, next: kept.next === null ? null : `${KEPT}${kept.next}` };
    }
    const { entries, next } = await scanShard(run, random, shard, within);
    return { entries: entries.flatMap((entry) => ofShard(shard, entry)), next: next ?? KEPT };
  });
}

/** Policies and revocations all at once, then documents, some at a time. */
export async function importState(run: ScriptRunner, random: string, entries: readonly StateEntry[]): Promise<void> {
  const kept = entries.filter((entry) => entry.kind === 'kept');
  const decided = entries.filter((entry) => entry.kind !== 'kept');
  if (decided.length > 0) await change(run, random, decided);
  for (const [home, own] of Map.groupBy(kept, (entry) => entry.home))
    for (const changes of batches(own)) await writeKept(run, home, changes);
}

/** What concerns everyone is in every shard, and is listed once. */
function ofShard(shard: number, entry: StoredEntry): readonly StateEntry[] {
  if (entry.kind === 'revocation') return shard > 0 && isForEveryone(entry) ? [] : [entry];
  return isPolicy(entry) ? [entry] : [];
}

/** As many as one call takes however large they are, none of them twice. */
function* batches(entries: readonly KeptEntry[]): Generator<readonly KeptEntry[]> {
  let batch: KeptEntry[] = [];
  let keys = new Set<string>();
  for (const entry of entries) {
    if (batch.length === BATCH || keys.has(entry.key)) {
      yield batch;
      batch = [];
      keys = new Set();
    }
    batch.push(entry);
    keys.add(entry.key);
  }
  if (batch.length > 0) yield batch;
}
