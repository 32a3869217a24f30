import type { Engine } from '../../engine/index.ts';
import type { AccessDifference, Cell, MovedDifference, RoutePair } from './diff.ts';
import type { Draft } from './draft.ts';
import type { Change, Comparison, Direction, Finding, Meeting } from './findings.ts';
import type { PathCell } from './path-cells.ts';
import { verifiedWitness } from './verified-witness.ts';

interface Entry<Item> {
  readonly item: Item;
  readonly meeting: Meeting;
  readonly path: string;
  readonly also: Set<string>;
  readonly who: Set<string>;
  readonly hosts: Set<string>;
  readonly routes: Map<string, RoutePair>;
  /** Methods by path. */
  readonly paths: Map<string, Set<string>>;
}

interface Collected {
  readonly opened: readonly AccessDifference[];
  readonly closed: readonly AccessDifference[];
  readonly changed: readonly MovedDifference[];
}

/** Gathers what the comparison of two routes finds at each place, each difference once. */
export interface Collection {
  readonly add: (comparison: Comparison, meeting: Meeting, cell: PathCell) => void;
  readonly diff: (old: Engine, next: Engine) => Collected;
}

export function createCollection(): Collection {
  const findings = createEntries<Finding>();
  const changes = createEntries<Change>();
  return {
    add: (comparison, meeting, cell) => {
      for (const item of comparison.findings) {
        const { direction, dimension, what, also, cause, who, hosts } = item;
        const key = (): unknown => [direction, dimension, cause.key, [...what].toSorted()];
        const entry = findings.entryOf(item, key, meeting, cell);
        for (const each of also) entry.also.add(each);
        for (const each of who) entry.who.add(each);
        for (const each of hosts) entry.hosts.add(each);
        extend(entry, meeting, cell);
      }
      for (const item of comparison.changes) {
        const key = (): unknown => [item.part, item.old, item.new, item.move, item.cause.key];
        extend(changes.entryOf(item, key, meeting, cell), meeting, cell);
      }
    },
    diff: (old, next) => {
      const of = (direction: Direction): readonly AccessDifference[] =>
        findings
          .all()
          .filter(({ item }) => item.direction === direction)
          .map((entry) => accessDifference(entry, old, next));
      return {
        opened: of('opened'),
        closed: of('closed'),
        changed: changes.all().map((entry) => movedDifference(entry, old, next)),
      };
    },
  };
}

interface Entries<Item> {
  readonly all: () => readonly Entry<Item>[];
  /** @param key equal for items that make one entry */
  readonly entryOf: (item: Item, key: () => unknown, meeting: Meeting, cell: PathCell) => Entry<Item>;
}

function createEntries<Item>(): Entries<Item> {
  const byKey = new Map<string, Entry<Item>>();
  const byItem = new Map<Item, Entry<Item>>();
  return {
    all: () => [...byKey.values()],
    entryOf: (item, key, meeting, { path }) => {
      const known = byItem.get(item);
      if (known !== undefined) return known;
      const text = JSON.stringify(key());
      const entry = byKey.get(text) ?? {
        item,
        meeting,
        path,
        also: new Set(),
        who: new Set(),
        hosts: new Set(),
        routes: new Map(),
        paths: new Map(),
      };
      byKey.set(text, entry);
      byItem.set(item, entry);
      return entry;
    },
  };
}

function extend<Item>(entry: Entry<Item>, { old, new: next, asked, ...meeting }: Meeting, { pattern }: PathCell): void {
  const [before, after] = [asked?.old ?? old?.route, asked?.new ?? next?.route];
  const { method, requestedMethod } = meeting;
  entry.routes.set(`${before?.id} ${after?.id}`, { old: before?.id ?? null, new: after?.id ?? null });
  // Between two routes of one path it is all requests that the path decides.
  const path = before !== undefined && before.path === after?.path ? before.path : pattern;
  const methods = entry.paths.get(path) ?? new Set();
  methods.add(requestedMethod === null ? method : `preflight of ${requestedMethod}`);
  entry.paths.set(path, methods);
}

function accessDifference(entry: Entry<Finding>, old: Engine, next: Engine): AccessDifference {
  const { item, also, who, hosts } = entry;
  return {
    dimension: item.dimension,
    what: [...item.what],
    also: [...also],
    who: [...who],
    hosts: [...hosts],
    routes: [...entry.routes.values()],
    cells: cellsOf(entry.paths),
    oldLine: item.cause.oldLine,
    newLine: item.cause.newLine,
    witness: verifiedWitness(draftOf(entry), claimOf(item), old, next),
  };
}

function claimOf({ direction, dimension }: Finding): 'opened' | 'closed' | 'readable' | 'unreadable' {
  if (dimension !== 'pages') return direction;
  return direction === 'opened' ? 'readable' : 'unreadable';
}

function movedDifference(entry: Entry<Change>, old: Engine, next: Engine): MovedDifference {
  const { part, old: before, new: after, move, cause } = entry.item;
  const difference = {
    part,
    old: before,
    new: after,
    routes: [...entry.routes.values()],
    cells: cellsOf(entry.paths),
    oldLine: cause.oldLine,
    newLine: cause.newLine,
    witness: verifiedWitness(draftOf(entry), 'changed', old, next),
  };
  return { move, difference };
}

function draftOf<Item extends Finding | Change>({ item, meeting, path }: Entry<Item>): Draft {
  const draft: Draft = {
    method: meeting.method,
    path,
    requestedMethod: meeting.requestedMethod,
    requestedHeader: null,
    host: '',
    hostTenant: null,
    site: { origin: 'absent', fetchSite: null, navigates: false, upgrades: false },
    address: null,
    tlsVersion: null,
    country: null,
    asn: null,
    nowSeconds: 0,
    session: null,
  };
  item.draft(draft);
  return draft;
}

/** Paths that share their methods together. */
function cellsOf(paths: ReadonlyMap<string, ReadonlySet<string>>): readonly Cell[] {
  const cells = new Map<string, { methods: readonly string[]; paths: string[] }>();
  for (const [path, methods] of paths) {
    const key = [...methods].join();
    const cell = cells.get(key) ?? { methods: [...methods], paths: [] };
    cell.paths.push(path);
    cells.set(key, cell);
  }
  return [...cells.values()];
}
