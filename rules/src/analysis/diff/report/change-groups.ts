import type { RoutePair } from '../pairs/index.ts';
import type { PathClass } from '../paths/index.ts';
import type { Cell, RouteIds } from './diff.ts';

/** All places at which one change shows: an entry of the report. */
export interface ChangeGroup<Change> {
  readonly change: Change;
  /** Where it was found first: the witness is a request from there. */
  readonly pair: RoutePair;
  readonly path: string;
  readonly routes: Map<string, RouteIds>;
  /** By what their requests have in common besides. */
  readonly blocks: Map<string, PlaceBlock<Change>>;
}

/** Requests of a group that differ in method and path alone. */
export interface PlaceBlock<Change> {
  readonly change: Change;
  readonly methodsByPath: Map<string, Set<string>>;
}

export interface ChangeGroups<Change> {
  readonly all: () => readonly ChangeGroup<Change>[];
  readonly add: (change: Change, pair: RoutePair, pathClass: PathClass) => void;
}

/**
 * @param groupKey equal for changes that make one entry
 * @param blockKey equal for changes of a group whose methods and paths may be joined
 */
export function createChangeGroups<Change>(
  groupKey: (change: Change) => unknown,
  blockKey: (change: Change) => unknown,
): ChangeGroups<Change> {
  const groups = new Map<string, ChangeGroup<Change>>();
  const places = new Map<Change, { readonly group: ChangeGroup<Change>; readonly block: PlaceBlock<Change> }>();
  const placeOf = (change: Change, pair: RoutePair, path: string) => {
    const group = getOrSet(groups, JSON.stringify(groupKey(change)), () => ({
      change,
      pair,
      path,
      routes: new Map(),
      blocks: new Map(),
    }));
    const block = getOrSet(group.blocks, JSON.stringify(blockKey(change)), () => ({
      change,
      methodsByPath: new Map(),
    }));
    return { group, block };
  };
  return {
    all: () => [...groups.values()],
    add: (change, pair, pathClass) => {
      const { group, block } = getOrSet(places, change, () => placeOf(change, pair, pathClass.path));
      extend(group, block, pair, pathClass);
    },
  };
}

/** Paths that share their methods together. */
export function cellsOf(methodsByPath: ReadonlyMap<string, ReadonlySet<string>>): readonly Cell[] {
  const cells = new Map<string, { methods: readonly string[]; paths: string[] }>();
  for (const [path, methods] of methodsByPath) {
    const key = [...methods].join();
    const cell = cells.get(key) ?? { methods: [...methods], paths: [] };
    cell.paths.push(path);
    cells.set(key, cell);
  }
  return [...cells.values()];
}

function extend<Change>(
  group: ChangeGroup<Change>,
  block: PlaceBlock<Change>,
  { old, new: next, asked, method, requestedMethod }: RoutePair,
  { pattern }: PathClass,
): void {
  const [before, after] = [asked?.old ?? old?.rule, asked?.new ?? next?.rule];
  group.routes.set(`${before?.id} ${after?.id}`, { old: before?.id ?? null, new: after?.id ?? null });
  // Between two routes of one path it is all requests that the path decides.
  const path = before !== undefined && before.path === after?.path ? before.path : pattern;
  const methods = getOrSet(block.methodsByPath, path, () => new Set<string>());
  methods.add(requestedMethod === null ? method : `preflight of ${requestedMethod}`);
}

function getOrSet<Key, Value>(map: Map<Key, Value>, key: Key, create: () => Value): Value {
  const known = map.get(key);
  if (known !== undefined) return known;
  const created = create();
  map.set(key, created);
  return created;
}
