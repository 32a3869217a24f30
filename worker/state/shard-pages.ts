import type { Page } from './port.ts';
import { SHARDS } from './shard.ts';

/**
 * A page of what all shards hold, one after the other. It is empty only where nothing more follows.
 * @param cursor `null` for the first page; one that no page gave throws
 * @param enough entries, after which no further part is read
 * @param readPage a page of one shard, by a cursor of that shard's own
 */
export async function pageOverShards<T>(
  cursor: string | null,
  enough: number,
  readPage: (shard: number, cursor: string | null) => Promise<Page<T>>,
): Promise<Page<T>> {
  let [shard, within] = cursor === null ? [0, null] : parseCursor(cursor);
  const entries: T[] = [];
  do {
    const page = await readPage(shard, within);
    entries.push(...page.entries);
    within = page.next;
    if (within === null) shard += 1;
  } while (shard < SHARDS && entries.length < enough);
  return { entries, next: shard === SHARDS ? null : `${shard}/${within ?? ''}` };
}

/** What to throw where a cursor is none that a page gave. */
export function unknownCursor(): RangeError {
  return new RangeError('the cursor is none that a page gave');
}

function parseCursor(cursor: string): [shard: number, within: string | null] {
  const [, shard, within] = /^(\d{1,2})\/(.*)$/s.exec(cursor) ?? [];
  if (shard === undefined || within === undefined || Number(shard) >= SHARDS) throw unknownCursor();
  return [Number(shard), within === '' ? null : within];
}
