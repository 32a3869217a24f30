import { fold } from '../../../engine/index.ts';
import type { RouteRule } from '../../../policy/index.ts';

/** Routes by their segments, as the engine looks for them. */
export interface RouteNode {
  readonly literals: Map<string, { readonly spellings: Set<string>; readonly node: RouteNode }>;
  any: RouteNode | null;
  readonly end: RouteRule[];
  readonly rest: RouteRule[];
  /** Equal for nodes below which everything is decided alike; set once the tree is whole, as are the next two. */
  class: number;
  /** Of the routes in `rest` alone. */
  restClass: number;
  /** Of this node alone. */
  id: number;
}

/** Numbers texts, equal ones alike. */
export type Numbering = (text: string) => number;

/** What may still match after some segments: the most specific first. Nothing after `rest` is ever asked. */
export type Alternatives = readonly Alternative[];

interface Alternative {
  readonly node: RouteNode;
  /** Only the routes that end at the node with `**`. */
  readonly isRest: boolean;
}

export function createNumbering(): Numbering {
  const numbers = new Map<string, number>();
  return (text) => {
    const known = numbers.get(text) ?? numbers.size;
    numbers.set(text, known);
    return known;
  };
}

/** @param classOf numbers routes, those that decide alike alike */
export function createRouteTree(
  routes: readonly RouteRule[],
  numbering: Numbering,
  classOf: (route: RouteRule) => number,
): RouteNode {
  const root = createNode();
  for (const route of routes) insert(root, route);
  let count = 0;
  number(root, numbering, classOf, () => count++);
  return root;
}

/** What may match after one more segment; `null`: a segment that no literal names. */
export function advance(alternatives: Alternatives, folded: string | null): Alternatives {
  const next: Alternative[] = [];
  for (const alternative of alternatives) {
    if (alternative.isRest) return [...next, alternative];
    const { literals, any, rest } = alternative.node;
    const literal = folded === null ? undefined : literals.get(folded);
    if (literal !== undefined) next.push({ node: literal.node, isRest: false });
    if (any !== null) next.push({ node: any, isRest: false });
    if (rest.length > 0) return [...next, { node: alternative.node, isRest: true }];
  }
  return next;
}

/** Whether both decide alike for all segments that follow. */
export function areAlike(a: Alternatives, b: Alternatives): boolean {
  return a.length === b.length && a.every((each, index) => classOfAlternative(each) === classOfAlternative(b[index]));
}

/** Names the routes that decide a path that ends here, with a slash after it or not. Equal names mean equal routes. */
export function endOf(alternatives: Alternatives, hasSlash: boolean): string {
  for (const { node, isRest } of alternatives) {
    if (!isRest && !hasSlash && node.end.length > 0) return `end ${node.id}`;
    if (node.rest.length > 0) return `rest ${node.id}`;
  }
  return '';
}

function classOfAlternative(alternative: Alternative | undefined): string {
  if (alternative === undefined) return '';
  return alternative.isRest ? `rest ${alternative.node.restClass}` : `node ${alternative.node.class}`;
}

function createNode(): RouteNode {
  return { literals: new Map(), any: null, end: [], rest: [], class: -1, restClass: -1, id: -1 };
}

function insert(root: RouteNode, route: RouteRule): void {
  let node = root;
  for (const segment of route.segments) {
    if (segment.kind === 'rest') {
      node.rest.push(route);
      return;
    }
    if (segment.kind === 'any') {
      node.any ??= createNode();
      node = node.any;
      continue;
    }
    const folded = fold(segment.value);
    const child = node.literals.get(folded) ?? { spellings: new Set(), node: createNode() };
    child.spellings.add(segment.value);
    node.literals.set(folded, child);
    node = child.node;
  }
  node.end.push(route);
}

function number(
  node: RouteNode,
  numbering: Numbering,
  classOf: (route: RouteRule) => number,
  nextId: () => number,
): number {
  const literals = [...node.literals]
    .map(([folded, child]) => [folded, [...child.spellings].toSorted(), number(child.node, numbering, classOf, nextId)])
    .toSorted(([a], [b]) => (String(a) < String(b) ? -1 : 1));
  const any = node.any === null ? null : number(node.any, numbering, classOf, nextId);
  const end = numberOf('end', node.end, numbering, classOf);
  node.restClass = numberOf('rest', node.rest, numbering, classOf);
  node.class = numbering(JSON.stringify([literals, any, end, node.restClass]));
  node.id = nextId();
  return node.class;
}

function numberOf(
  where: string,
  routes: readonly RouteRule[],
  numbering: Numbering,
  classOf: (route: RouteRule) => number,
): number {
  return numbering(`${where} ${String(routes.map(classOf).toSorted((a, b) => a - b))}`);
}
