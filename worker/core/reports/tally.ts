import { type CountedKind, kindKey, type RouteCounts, type ViolationKind } from './reported-kind.ts';

/** Counts of this isolate that the store does not have yet. */
export interface Tally {
  readonly add: (route: string, kind: ViolationKind, document: string) => void;
  /** What was counted since the last time; it is counted from nothing again. */
  readonly take: () => readonly RouteCounts[];
}

interface OfRoute {
  readonly kinds: Map<string, CountedKind>;
  overflow: number;
}

/** @param maxKinds of all routes: further ones have one count together */
export function createTally(maxKinds: number): Tally {
  let routes = new Map<string, OfRoute>();
  let size = 0;
  return {
    add: (route, { directive, disposition, blocked }, document) => {
      const counts: OfRoute = routes.get(route) ?? { kinds: new Map(), overflow: 0 };
      routes.set(route, counts);
      const kind: ViolationKind = { directive, disposition, blocked };
      const key = kindKey(kind);
      const known = counts.kinds.get(key);
      if (known === undefined && size >= maxKinds) {
        counts.overflow += 1;
        return;
      }
      if (known === undefined) size += 1;
      counts.kinds.set(key, { ...kind, document: known?.document ?? document, count: 1 + (known?.count ?? 0) });
    },
    take: () => {
      const taken = [...routes].map(([route, { kinds, overflow }]) => ({
        route,
        kinds: [...kinds.values()],
        overflow,
      }));
      routes = new Map();
      size = 0;
      return taken;
    },
  };
}
