import type { Page } from '../port.ts';
import { pageOverShards, unknownCursor } from '../shard-pages.ts';
import type { FeedPosition, SnapshotEntry } from '../store.ts';
import { odd, parseEntry, parseTenant, type StoredEntry } from './entry-text.ts';
import { POSITIONS_KEY, shardKeys } from './keys.ts';
import type { ScriptRunner } from './script-runner.ts';

/** How many entries Redis looks at for a page. */
const PAGE_ENTRIES = 1000;

/** Part of what a shard holds. */
interface ScannedPage<Entry> {
  readonly position: FeedPosition;
  readonly entries: readonly Entry[];
  readonly next: string | null;
}

/** Revocations, policies, tenants that have one. */
type Part = 'r' | 'p' | 't';

interface Place {
  readonly part: Part;
  /** Redis's own. */
  readonly cursor: string;
  /** As it was before the first page; `null` on that page. */
  readonly position: FeedPosition | null;
}

/** A page of a shard's policies, then of its revocations. @param cursor `null` for the first page; one that no page gave throws */
export function scanShard(
  run: ScriptRunner,
  random: string,
  shard: number,
  cursor: string | null,
): Promise<ScannedPage<StoredEntry>> {
  return scanParts(run, random, shard, cursor, ['p', 'r'], parseEntry);
}

/** The same as a replica holds it: of a policy, that its tenant has one. @param cursor as above */
export function scanForReplica(
  run: ScriptRunner,
  random: string,
  shard: number,
  cursor: string | null,
): Promise<ScannedPage<SnapshotEntry>> {
  return scanParts(run, random, shard, cursor, ['t', 'r'], parseForReplica);
}

/** @param parts the first is where the first page begins */
async function scanParts<Entry>(
  run: ScriptRunner,
  random: string,
  shard: number,
  cursor: string | null,
  parts: readonly [Part, ...Part[]],
  parseText: (text: string) => Entry,
): Promise<ScannedPage<Entry>> {
  const place = cursor === null ? { part: parts[0], cursor: '0', position: null } : parsePlace(cursor, parts);
  const keys = shardKeys(shard);
  const reply = await run(
    'scan',
    [POSITIONS_KEY, place.part === 'r' ? keys.revocations : keys.policies],
    [random, String(shard), place.part, place.cursor, String(PAGE_ENTRIES)],
  );
  const current = reply.position();
  const position = place.position ?? current;
  const next = nextPlace(place.part, reply.text(), parts);
  const entries = reply.rest().map(parseText);
  return {
    position,
    entries,
    next: next === null ? null : `${next}.${position.version}.${position.mark}.${position.epoch}`,
  };
}

function parseForReplica(text: string): SnapshotEntry {
  if (text.startsWith('t ')) return { kind: 'has-policy', tenant: parseTenant(text.slice(2)) };
  const entry = parseEntry(text);
  if (entry.kind !== 'revocation') throw odd();
  const { kind, scope, notBefore, expires } = entry;
  return { kind, scope, notBefore, expires };
}

/** The first page of policies, from `cursor` on, that has entries: over all shards, one after the other. */
export function scanPolicies(run: ScriptRunner, random: string, cursor: string | null): Promise<Page<StoredEntry>> {
  return pageOverShards(cursor, 1, (shard, within) => scanParts(run, random, shard, within, ['p'], parseEntry));
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
  const following = parts[parts.indexOf(part) + 1];
  return following === undefined ? null : `${following}.0`;
}

function parsePlace(cursor: string, parts: readonly Part[]): Place {
  const [, name, within, version, mark, epoch] = /^([rpt])\.(\d{1,20})\.(\d{1,16})\.([\w-]*)\.(.+)$/.exec(cursor) ?? [];
  const part = parts.find((each) => each === name);
  if (part === undefined || within === undefined || mark === undefined || epoch === undefined) throw unknownCursor();
  return { part, cursor: within, position: { epoch, version: Number(version), mark } };
}
