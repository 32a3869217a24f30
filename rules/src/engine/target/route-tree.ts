import type { RouteRule } from '../../policy/index.ts';
import { fold } from './fold.ts';

/**
 * The routes as a tree of segments. With thousands of routes the cost of a match is what must be fetched from memory:
 * so a branch without entries is `null`, a single word needs no map, and equal texts and lists of methods are one object.
 */
export interface RouteNode {
  /** How the rules spell the segment that leads here; `null` if it is not a literal, or is spelled in several ways. */
  spelling: string | null;
  /** The literal below, folded, where there is exactly one. */
  word: string | null;
  wordNode: RouteNode | null;
  /** Literals below, folded, where there are several. */
  words: Map<string, RouteNode> | null;
  /** What a variable leads to. */
  any: RouteNode | null;
  /** Routes that end here. */
  end: RouteEnd | null;
  /** Routes that end here with `**`. */
  rest: RouteEnd | null;
}

/** A route at its end of the tree, and the others of the same path; their methods are disjoint, as the compiler checks. */
export interface RouteEnd {
  readonly route: RouteRule;
  readonly methods: readonly string[];
  next: RouteEnd | null;
}

/** Builds the tree. Two literals are one where `fold` makes them equal. */
export function buildRouteTree(routes: readonly RouteRule[]): RouteNode {
  const shared = { texts: new Map<string, string>(), methods: new Map<string, readonly string[]>() };
  const root = createNode(null);
  for (const route of routes) {
    let node = root;
    let isRest = false;
    for (const segment of route.segments) {
      if (segment.kind === 'rest') isRest = true;
      else if (segment.kind === 'any') node = variableBelow(node);
      else node = literalBelow(node, sharedOf(shared.texts, segment.value, segment.value), shared.texts);
    }
    const end = { route, methods: sharedOf(shared.methods, route.methods.join(), route.methods), next: null };
    if (isRest) node.rest = appended(node.rest, end);
    else node.end = appended(node.end, end);
  }
  return root;
}

/** The node below `node` for a folded literal. */
export function wordBelow(node: RouteNode, folded: string): RouteNode | null {
  if (node.word === folded) return node.wordNode;
  return node.words?.get(folded) ?? null;
}

function createNode(spelling: string | null): RouteNode {
  return { spelling, word: null, wordNode: null, words: null, any: null, end: null, rest: null };
}

function variableBelow(node: RouteNode): RouteNode {
  node.any ??= createNode(null);
  return node.any;
}

function literalBelow(node: RouteNode, spelling: string, texts: Map<string, string>): RouteNode {
  const folded = fold(spelling);
  const known = wordBelow(node, folded);
  if (known !== null) {
    if (known.spelling !== spelling) known.spelling = null;
    return known;
  }
  const made = createNode(spelling);
  addWord(node, sharedOf(texts, folded, folded), made);
  return made;
}

function addWord(node: RouteNode, folded: string, below: RouteNode): void {
  if (node.words !== null) {
    node.words.set(folded, below);
  } else if (node.word === null || node.wordNode === null) {
    node.word = folded;
    node.wordNode = below;
  } else {
    node.words = new Map([
      [node.word, node.wordNode],
      [folded, below],
    ]);
    node.word = null;
    node.wordNode = null;
  }
}

function appended(first: RouteEnd | null, end: RouteEnd): RouteEnd {
  if (first === null) return end;
  let last = first;
  while (last.next !== null) last = last.next;
  last.next = end;
  return first;
}

function sharedOf<T>(shared: Map<string, T>, key: string, value: T): T {
  const known = shared.get(key);
  if (known !== undefined) return known;
  shared.set(key, value);
  return value;
}
