import { type Alternatives, advance, areAlike, endOf, type RouteNode } from './route-tree.ts';

/** Paths that neither version distinguishes. */
export interface PathClass {
  /** One of the paths. */
  readonly path: string;
  /** All of them; `*` stands for a segment that no rule names there. */
  readonly pattern: string;
  /** Equal for classes that the same routes decide. */
  readonly key: string;
}

interface Overlay {
  readonly old: RouteNode;
  readonly new: RouteNode;
  /** Whether paths may be left out where both versions decide alike. */
  readonly skipsAlike: boolean;
}

/** Visits all paths, in classes: both trees laid over each other and walked once. */
export function visitPathClasses(overlay: Overlay, visit: (pathClass: PathClass) => void): void {
  const { fresh, hasTwoSpellings } = namesIn([overlay.old, overlay.new]);
  const emit = (ends: readonly [Alternatives, Alternatives], path: string, pattern: string): void => {
    const hasSlash = path.endsWith('/') && path !== '/';
    const key = ends.map((end) => `${endOf(end, false)} ${hasSlash ? endOf(end, true) : ''}`).join();
    // Where a segment has two spellings, or belongs to the gateway, the path itself counts.
    const isPlain = !hasTwoSpellings && !path.startsWith('/.');
    visit({ path, pattern, key: isPlain ? `${key} ${hasSlash}` : path });
  };
  const walk = (old: Alternatives, next: Alternatives, path: string, pattern: string): void => {
    if (old.length === 0 && next.length === 0) return;
    if (overlay.skipsAlike && areAlike(old, next)) return;
    const nodes = [...old, ...next].flatMap(({ node, isRest }) => (isRest ? [] : [node]));
    if (nodes.length === 0) {
      emit([old, next], path || '/', `${pattern}/**`);
      return;
    }
    emit([old, next], path || '/', pattern || '/');
    if (path !== '') emit([old, next], `${path}/`, `${pattern}/`);
    for (const [folded, spellings] of literalsOf(nodes)) {
      const [oldBelow, newBelow] = [advance(old, folded), advance(next, folded)];
      for (const spelling of spellings) walk(oldBelow, newBelow, `${path}/${spelling}`, `${pattern}/${spelling}`);
    }
    walk(advance(old, null), advance(next, null), `${path}/${fresh}`, `${pattern}/*`);
  };
  walk([{ node: overlay.old, isRest: false }], [{ node: overlay.new, isRest: false }], '', '');
}

function literalsOf(nodes: readonly RouteNode[]): readonly (readonly [string, readonly string[]])[] {
  const literals = new Map<string, Set<string>>();
  for (const node of nodes) {
    for (const [folded, { spellings }] of node.literals) {
      const known = literals.get(folded) ?? new Set();
      for (const spelling of spellings) known.add(spelling);
      literals.set(folded, known);
    }
  }
  return [...literals]
    .map(([folded, spellings]) => [folded, [...spellings].toSorted()] as const)
    .toSorted(([a], [b]) => (a < b ? -1 : 1));
}

/** A segment that no literal anywhere names, and whether any two literals are spellings of one. */
function namesIn(roots: readonly RouteNode[]): { readonly fresh: string; readonly hasTwoSpellings: boolean } {
  const names = new Map<string, Set<string>>();
  const collect = (node: RouteNode): void => {
    for (const [folded, child] of node.literals) {
      names.set(folded, new Set([...(names.get(folded) ?? []), ...child.spellings]));
      collect(child.node);
    }
    if (node.any !== null) collect(node.any);
  };
  for (const root of roots) collect(root);
  let fresh = 'other';
  for (let count = 2; names.has(fresh); count++) fresh = `other${count}`;
  return { fresh, hasTwoSpellings: [...names.values()].some(({ size }) => size > 1) };
}
