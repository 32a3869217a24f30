/** What browsers report alike: the same thing was stopped, or would have been, by the same directive. */
export interface ViolationKind {
  /** A directive of CSP, or the type of a report on another policy, such as `coep`. */
  readonly directive: string;
  readonly disposition: 'enforce' | 'report';
  /** A source as a policy writes it (`'self'`, `https://cdn.example.com`, `data:`), or a word of the report, such as `inline`. */
  readonly blocked: string;
}

/** How often a kind was reported. */
export interface CountedKind extends ViolationKind {
  readonly count: number;
  /** Path of one page that it was reported of, without what looks like an id or a secret. */
  readonly document: string;
}

/** What was counted of one route. */
export interface RouteCounts<Kind extends CountedKind = CountedKind> {
  readonly route: string;
  readonly kinds: readonly Kind[];
  /** Reports of further kinds, which have one count together. */
  readonly overflow: number;
}

/** With the days of its first and last report: whole days since the epoch, UTC. */
export interface ReportedKind extends CountedKind {
  readonly firstDay: number;
  readonly lastDay: number;
}

/** What a store holds of one kind, route and day. */
export interface StoredKind extends CountedKind {
  readonly day: number;
}

/** Days that counts are kept, today included. */
export const REPORT_DAYS = 30;
/** Kinds of one route and day at most: a client can make up any number. */
export const MAX_KINDS_A_DAY = 100;
/** Kinds of one route that are read at most, the most frequent first. */
const MAX_KINDS_READ = 500;

export function dayOf(atMs: number): number {
  return Math.floor(atMs / 86_400_000);
}

/** The kind as one text, the key of its count. */
export function kindKey({ directive, disposition, blocked }: ViolationKind): string {
  return JSON.stringify([directive, disposition, blocked]);
}

/** Adds up the days of a route; most frequent kinds first. */
export function addUpDays(route: string, stored: readonly StoredKind[], overflow: number): RouteCounts<ReportedKind> {
  const kinds = new Map<string, ReportedKind>();
  for (const { day, ...counted } of stored) {
    const key = kindKey(counted);
    const known = kinds.get(key) ?? { ...counted, count: 0, firstDay: day, lastDay: day };
    kinds.set(key, {
      ...known,
      count: known.count + counted.count,
      firstDay: Math.min(known.firstDay, day),
      lastDay: Math.max(known.lastDay, day),
    });
  }
  const sorted = [...kinds.values()].sort((one, other) => other.count - one.count);
  const rest = sorted.slice(MAX_KINDS_READ).reduce((sum, { count }) => sum + count, 0);
  return { route, kinds: sorted.slice(0, MAX_KINDS_READ), overflow: overflow + rest };
}
