import type { RouteRule } from '../../policy/index.ts';
import { fold } from './fold.ts';
import { type RouteEnd, type RouteNode, wordBelow } from './route-tree.ts';

/** Finds the routes that guard what lies below a canonical path: those of one pattern together, and possibly its own. */
export type RoutesBelow = (path: string) => readonly (readonly RouteRule[])[];

/** Errs on the side of more: a route that others shadow in part counts as well. */
export function createRoutesBelow(root: RouteNode): RoutesBelow {
  return (path) => {
    const segments = path.split('/').filter((segment) => segment !== '');
    const found = new Set<RouteEnd>();
    search(root, segments, { index: 0, wider: null, found });
    return [...found].map(routesOf);
  };
}

interface Place {
  readonly index: number;
  /** The nearest `**` above, which covers what nothing narrower does. */
  readonly wider: RouteEnd | null;
  readonly found: Set<RouteEnd>;
}

/** Says whether everything below the path is covered by this branch, so that no other is tried. */
function search(node: RouteNode, segments: readonly string[], { index, wider, found }: Place): boolean {
  const covering = node.rest ?? wider;
  const segment = segments[index];
  if (segment === undefined) {
    for (const below of childrenOf(node)) addAll(below, found);
    if (covering !== null) found.add(covering);
    return node.rest !== null;
  }
  const next = { index: index + 1, wider: covering, found };
  const literal = wordBelow(node, fold(segment));
  if (literal !== null && search(literal, segments, next)) return true;
  if (node.any !== null && search(node.any, segments, next)) return true;
  if (covering !== null) found.add(covering);
  return node.rest !== null;
}

function addAll(node: RouteNode, found: Set<RouteEnd>): void {
  if (node.end !== null) found.add(node.end);
  if (node.rest !== null) found.add(node.rest);
  for (const below of childrenOf(node)) addAll(below, found);
}

function childrenOf({ wordNode, words, any }: RouteNode): readonly RouteNode[] {
  return [wordNode, ...(words?.values() ?? []), any].filter((node) => node !== null);
}

function routesOf(first: RouteEnd): readonly RouteRule[] {
  const routes: RouteRule[] = [];
  for (let end: RouteEnd | null = first; end !== null; end = end.next) routes.push(end.route);
  return routes;
}
