import type { Page } from '../port.ts';
import { pageOverShards, unknownCursor } from '../shard-pages.ts';
import type { FeedPosition } from '../store.ts';
import { parseEntry, type StoredEntry } from './entry-text.ts';
import { POSITIONS_KEY, shardKeys } from './keys.ts';
import type { ScriptRunner } from './script-runner.ts';

/** How many entries Redis looks at for a page. */
const PAGE_ENTRIES = 1000;

/** Part of what a shard holds. */
export interface ScannedPage {
  readonly position: FeedPosition;
  readonly entries: readonly StoredEntry[];
  readonly next: string | null;
}

type Part = 'r' | 'p';

interface Place {
  readonly part: Part;
  /** Redis's own. */
  readonly cursor: string;
  /** As it was before the first page; `null` on that page. */
  readonly position: FeedPosition | null;
}

/**
 * A page of a shard's policies and revocations, or of its policies alone.
 * @param cursor `null` for the first page; one that no page gave throws
 */
export async function scanShard(
  run: ScriptRunner,
  random: string,
  shard: number,
  cursor: string | null,
  parts: readonly Part[] = ['p', 'r'],
): Promise<ScannedPage> {
  const place = cursor === null ? { part: 'p' as const, cursor: '0', position: null } : parsePlace(cursor);
  const keys = shardKeys(shard);
  const reply = await run(
    'scan',
    [POSITIONS_KEY, place.part === 'p' ? keys.policies : keys.revocations],
    [random, String(shard), place.part, place.cursor, String(PAGE_ENTRIES)],
  );
  const current = reply.position();
  const position = place.position ?? current;
  const next = nextPlace(place.part, reply.text(), parts);
  const entries = reply.rest().map(parseEntry);
  return {
    position,
    entries,
    next: next === null ? null : `${next}.${position.version}.${position.mark}.${position.epoch}`,
  };
}

/** The first page of policies, from `cursor` on, that has entries: over all shards, one after the other. */
export function scanPolicies(run: ScriptRunner, random: string, cursor: string | null): Promise<Page<StoredEntry>> {
  return pageOverShards(cursor, 1, (shard, within) => scanShard(run, random, shard, within, ['p']));
}

export function isPolicy(
  entry: StoredEntry,
): entry is Extract<StoredEntry, { kind: 'policy' }> & { readonly policy: object } {
  return entry.kind === 'policy' && entry.policy !== null;
}

export function isForEveryone(entry: StoredEntry): boolean {
  return entry.kind === 'revocation' && entry.scope.kind === 'everyone';
}

function nextPlace(part: Part, cursor: string, parts: readonly Part[]): string | null {
  if (cursor !== '0') return `${part}.${cursor}`;
  return part === 'p' && parts.includes('r') ? 'r.0' : null;
}

function parsePlace(cursor: string): Place {
  const [, part, within, version, mark, epoch] = /^([rp])\.(\d{1,20})\.(\d{1,16})\.([\w-]*)\.(.+)$/.exec(cursor) ?? [];
  if ((part !== 'r' && part !== 'p') || within === undefined || mark === undefined || epoch === undefined)
    throw unknownCursor();
  return { part, cursor: within, position: { epoch, version: Number(version), mark } };
}
