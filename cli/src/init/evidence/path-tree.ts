import { parsePathPattern } from '@portcullis/rules/compiler';
import { fold } from '@portcullis/rules/engine';
import { type SegmentKind, segmentKind } from './segment-kind.ts';

/** What stands behind one method of one path. */
export interface Uses {
  /** Requests that worked. */
  requests: number;
  redirects: number;
  sockets: number;
  /** Requests that worked and for which the server knew a user. */
  withUser: number;
  /** The same path and method was refused so often, with 401 or 403. */
  refused: number;
  mostBodyBytes: number;
  /** Visitors of a crawl to whom it opened: roles, and `anonymous`. */
  readonly visitors: Map<string, number>;
  /** Stated by an API's document: whether it asks for no one's credentials. */
  documented: { readonly isPublic: boolean } | null;
}

/** Kinds of segments that stand as one variable; `name`: one that an API's document gives. */
export type VariableKind = Exclude<SegmentKind, 'word'> | 'name';

/** A place in the paths of a host. */
export interface PathNode {
  /** Literals by their folded form. */
  readonly words: Map<string, PathNode>;
  readonly variables: Map<VariableKind, PathNode>;
  readonly methods: Map<string, Uses>;
  /** The same place with a slash at its end. */
  readonly slashed: Map<string, Uses>;
  /** How a literal was written, most often first once sorted. */
  readonly spellings: Map<string, number>;
}

/** Paths in bounded memory. */
export interface PathTree {
  readonly root: PathNode;
  /** Where the uses of a path are counted; `null`: there are too many different paths to keep more. */
  readonly uses: (path: string, method: string) => Uses | null;
  /** The uses of a path that is there; `null`: it is not. */
  readonly find: (path: string, method: string) => Uses | null;
  /** The same for a pattern of an API's document, whose `{name}` are variables. */
  readonly usesOfPattern: (segments: readonly string[], method: string) => Uses | null;
}

/** A place with more words below it holds names, not words: they become a variable. */
const MAX_WORDS = 256;
const MAX_NODES = 50_000;
const MAX_SEGMENTS = 24;
const MAX_SPELLINGS = 4;

/** A tree without a path. */
export function createPathTree(): PathTree {
  const root = createNode();
  let nodes = 1;
  const below = (node: PathNode, segment: string, kind: SegmentKind | 'name'): PathNode | null => {
    const there = kind === 'word' ? node.words.get(fold(segment)) : node.variables.get(kind);
    if (there !== undefined) return there;
    if (nodes >= MAX_NODES) return null;
    const isFull = kind === 'word' && node.words.size >= MAX_WORDS;
    const made = isFull ? (node.variables.get('name') ?? createNode()) : createNode();
    nodes += 1;
    if (kind === 'word' && !isFull) node.words.set(fold(segment), made);
    else node.variables.set(kind === 'word' ? 'name' : kind, made);
    return made;
  };
  return {
    root,
    uses: (path, method) => {
      const { segments, isSlashed } = split(path);
      if (segments.length > MAX_SEGMENTS) return null;
      let node: PathNode | null = root;
      for (const segment of segments) {
        const kind = kindOf(segment);
        node = known(node, segment, kind) ?? below(node, segment, kind);
        if (node === null) return null;
        if (kind === 'word') countSpelling(node, segment);
      }
      return usesIn(isSlashed ? node.slashed : node.methods, method);
    },
    find: (path, method) => {
      const { segments, isSlashed } = split(path);
      let node: PathNode | undefined = root;
      for (const segment of segments) node = node === undefined ? undefined : known(node, segment, kindOf(segment));
      return (isSlashed ? node?.slashed : node?.methods)?.get(method) ?? null;
    },
    usesOfPattern: (segments, method) => {
      let node: PathNode | null = root;
      for (const segment of segments.slice(0, MAX_SEGMENTS)) {
        const isName = /[{}]/.test(segment) || !isLiteral(segment);
        node = below(node, segment, isName ? 'name' : 'word');
        if (node === null) return null;
        if (!isName) countSpelling(node, segment);
      }
      return usesIn(node.methods, method);
    },
  };
}

function split(path: string): { readonly segments: readonly string[]; readonly isSlashed: boolean } {
  const segments = path === '/' ? [] : path.slice(1).split('/');
  const isSlashed = segments.at(-1) === '';
  return { segments: isSlashed ? segments.slice(0, -1) : segments, isSlashed };
}

/** What an API's document calls a variable is one, unless the place has the word as well. */
function known({ words, variables }: PathNode, segment: string, kind: SegmentKind): PathNode | undefined {
  const word = kind === 'word' ? words.get(fold(segment)) : undefined;
  return word ?? variables.get('name') ?? (kind === 'word' ? undefined : variables.get(kind));
}

/** A place without paths. */
export function createNode(): PathNode {
  return {
    words: new Map(),
    variables: new Map(),
    methods: new Map(),
    slashed: new Map(),
    spellings: new Map(),
  };
}

function kindOf(segment: string): SegmentKind {
  const kind = segmentKind(segment);
  return kind === 'word' && !isLiteral(segment) ? 'token' : kind;
}

/** Whether the rules can name the segment as it stands. */
function isLiteral(segment: string): boolean {
  const parsed = parsePathPattern(`/${segment}`);
  return parsed.ok && parsed.value.every(({ kind }) => kind === 'literal');
}

function countSpelling({ spellings }: PathNode, segment: string): void {
  if (spellings.size < MAX_SPELLINGS || spellings.has(segment))
    spellings.set(segment, (spellings.get(segment) ?? 0) + 1);
}

function usesIn(methods: Map<string, Uses>, method: string): Uses {
  const known = methods.get(method);
  if (known !== undefined) return known;
  const uses = emptyUses();
  methods.set(method, uses);
  return uses;
}

export function emptyUses(): Uses {
  return {
    requests: 0,
    redirects: 0,
    sockets: 0,
    withUser: 0,
    refused: 0,
    mostBodyBytes: 0,
    visitors: new Map(),
    documented: null,
  };
}
