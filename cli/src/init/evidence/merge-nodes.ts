import { createNode, emptyUses, type PathNode, type Uses } from './path-tree.ts';

/** One place that stands for several: all that is below any of them, with its counts added. */
export function mergeNodes(nodes: readonly PathNode[]): PathNode {
  const [only] = nodes;
  if (nodes.length === 1 && only !== undefined) return only;
  const merged = createNode();
  mergeMaps(
    merged.words,
    nodes.map(({ words }) => words),
    mergeNodes,
  );
  mergeMaps(
    merged.variables,
    nodes.map(({ variables }) => variables),
    mergeNodes,
  );
  mergeMaps(
    merged.methods,
    nodes.map(({ methods }) => methods),
    mergeUses,
  );
  mergeMaps(
    merged.slashed,
    nodes.map(({ slashed }) => slashed),
    mergeUses,
  );
  mergeMaps(
    merged.spellings,
    nodes.map(({ spellings }) => spellings),
    sum,
  );
  return merged;
}

/** Counts of several methods or places together. */
export function mergeUses(all: readonly Uses[]): Uses {
  const merged = emptyUses();
  for (const uses of all) {
    merged.requests += uses.requests;
    merged.redirects += uses.redirects;
    merged.sockets += uses.sockets;
    merged.withUser += uses.withUser;
    merged.refused += uses.refused;
    merged.mostBodyBytes = Math.max(merged.mostBodyBytes, uses.mostBodyBytes);
    // What one place asks credentials for is not public at the other.
    if (uses.documented !== null)
      merged.documented = { isPublic: uses.documented.isPublic && merged.documented?.isPublic !== false };
  }
  mergeMaps(
    merged.visitors,
    all.map(({ visitors }) => visitors),
    sum,
  );
  return merged;
}

/** Methods of several places. */
export function mergeMethods(maps: readonly ReadonlyMap<string, Uses>[]): Map<string, Uses> {
  const merged = new Map<string, Uses>();
  mergeMaps(merged, maps, mergeUses);
  return merged;
}

function mergeMaps<K, V>(
  target: Map<K, V>,
  maps: readonly ReadonlyMap<K, V>[],
  join: (values: readonly V[]) => V,
): void {
  const grouped = Map.groupBy(
    maps.flatMap((map) => [...map]),
    ([key]) => key,
  );
  for (const [key, pairs] of grouped) target.set(key, join(pairs.map(([, value]) => value)));
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
