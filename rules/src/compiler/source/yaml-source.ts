import { type Document, isMap, isScalar, isSeq, type LineCounter, type Node, type Pair, type YAMLMap } from 'yaml';
import type { Path, Position } from '../problems/index.ts';

/** A parsed file whose nodes can be found again. */
export interface YamlSource {
  readonly document: Document;
  readonly lineCounter: LineCounter;
  /** Pairs of each map by key, filled as maps are looked at. */
  readonly pairs: WeakMap<YAMLMap, ReadonlyMap<string, Pair>>;
}

/**
 * Where a path stands: the key, or the value that belongs to it. Where the path ends early, the last part that exists.
 */
export function locate(source: YamlSource, path: Path, part: 'key' | 'value'): Position {
  let node: unknown = source.document.contents;
  let found: Node | null = node as Node | null;
  for (const [index, step] of path.entries()) {
    const last = index === path.length - 1;
    if (isSeq(node) && typeof step === 'number') {
      node = node.items[step];
      found = (node as Node | null | undefined) ?? found;
      continue;
    }
    const pair = isMap(node) ? pairsOf(source, node).get(String(step)) : undefined;
    if (pair === undefined) break;
    node = pair.value;
    const key = pair.key as Node;
    const isEmpty = isScalar(pair.value) && pair.value.value === null && (pair.value.source ?? '') === '';
    found = pair.value === null || isEmpty || !last || part === 'key' ? key : (pair.value as Node);
  }
  return positionOf(source, found);
}

/** Searching the map again for each key would take quadratic time. */
function pairsOf(source: YamlSource, map: YAMLMap): ReadonlyMap<string, Pair> {
  const known = source.pairs.get(map);
  if (known !== undefined) return known;
  const pairs = new Map(map.items.map((pair) => [isScalar(pair.key) ? String(pair.key.value) : '', pair]));
  source.pairs.set(map, pairs);
  return pairs;
}

/** Where a node starts; the start of the file for none. */
export function positionOf(source: YamlSource, node: Node | null): Position {
  const offset = node?.range?.[0];
  if (offset === undefined) return { line: 1, column: 1 };
  const { line, col } = source.lineCounter.linePos(offset);
  return { line: Math.max(line, 1), column: Math.max(col, 1) };
}
