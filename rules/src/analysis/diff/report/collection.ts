import type { Engine } from '../../../engine/index.ts';
import type { Draft } from '../axis/index.ts';
import type { Change, Comparison, Direction, Finding } from '../compare/index.ts';
import type { Meeting } from '../pairs/index.ts';
import type { PathCell } from '../paths/index.ts';
import { verifiedWitness } from '../witness/index.ts';
import type { AccessCell, AccessDifference, Cell, MovedDifference, RoutePair } from './diff.ts';

interface Entry<Item> {
  readonly item: Item;
  readonly meeting: Meeting;
  readonly path: string;
  readonly routes: Map<string, RoutePair>;
  /** By what their requests have in common besides. */
  readonly plots: Map<string, Plot<Item>>;
}

/** Requests of an entry that differ in method and path alone. */
interface Plot<Item> {
  readonly item: Item;
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
  const findings = createEntries<Finding>(
    ({ direction, dimension, what, cause }) => [direction, dimension, cause.key, sorted(what)],
    ({ who, hosts, sites, also }) => [sorted(who), sorted(hosts), sites && sorted(sites), also.toSorted()],
  );
  const changes = createEntries<Change>(
    ({ part, old, new: next, move, cause }) => [part, old, next, move, cause.key],
    () => null,
  );
  return {
    add: ({ findings: found, changes: treated }, meeting, cell) => {
      for (const item of found) findings.add(item, meeting, cell);
      for (const item of treated) changes.add(item, meeting, cell);
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
  readonly add: (item: Item, meeting: Meeting, cell: PathCell) => void;
}

/**
 * @param keyOf equal for items that make one entry
 * @param plotOf equal for items of an entry whose methods and paths may be joined
 */
function createEntries<Item>(keyOf: (item: Item) => unknown, plotOf: (item: Item) => unknown): Entries<Item> {
  const byKey = new Map<string, Entry<Item>>();
  const byItem = new Map<Item, { readonly entry: Entry<Item>; readonly plot: Plot<Item> }>();
  const placeOf = (item: Item, meeting: Meeting, path: string) => {
    const entry = getOrSet(byKey, JSON.stringify(keyOf(item)), () => ({
      item,
      meeting,
      path,
      routes: new Map(),
      plots: new Map(),
    }));
    return { entry, plot: getOrSet(entry.plots, JSON.stringify(plotOf(item)), () => ({ item, paths: new Map() })) };
  };
  return {
    all: () => [...byKey.values()],
    add: (item, meeting, cell) => {
      const { entry, plot } = getOrSet(byItem, item, () => placeOf(item, meeting, cell.path));
      extend(entry, plot, meeting, cell);
    },
  };
}

function extend<Item>(
  entry: Entry<Item>,
  plot: Plot<Item>,
  { old, new: next, asked, ...meeting }: Meeting,
  { pattern }: PathCell,
): void {
  const [before, after] = [asked?.old ?? old?.route, asked?.new ?? next?.route];
  const { method, requestedMethod } = meeting;
  entry.routes.set(`${before?.id} ${after?.id}`, { old: before?.id ?? null, new: after?.id ?? null });
  // Between two routes of one path it is all requests that the path decides.
  const path = before !== undefined && before.path === after?.path ? before.path : pattern;
  const methods = getOrSet(plot.paths, path, () => new Set<string>());
  methods.add(requestedMethod === null ? method : `preflight of ${requestedMethod}`);
}

function accessDifference(entry: Entry<Finding>, old: Engine, next: Engine): AccessDifference {
  const { item } = entry;
  return {
    dimension: item.dimension,
    what: [...item.what],
    routes: [...entry.routes.values()],
    cells: [...entry.plots.values()].flatMap(accessCells),
    oldLine: item.cause.oldLine,
    newLine: item.cause.newLine,
    witness: verifiedWitness(draftOf(entry), claimOf(item), old, next),
  };
}

function accessCells({ item, paths }: Plot<Finding>): readonly AccessCell[] {
  const { who, hosts, sites, also } = item;
  const common = { who: [...who], hosts: [...hosts], sites: sites && [...sites], also };
  return cellsOf(paths).map((cell) => ({ ...cell, ...common }));
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
    cells: [...entry.plots.values()].flatMap(({ paths }) => cellsOf(paths)),
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

function sorted(words: ReadonlySet<string>): readonly string[] {
  return [...words].toSorted();
}

function getOrSet<Key, Value>(map: Map<Key, Value>, key: Key, create: () => Value): Value {
  const known = map.get(key);
  if (known !== undefined) return known;
  const created = create();
  map.set(key, created);
  return created;
}
