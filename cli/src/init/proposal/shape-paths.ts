import {
  isAssetName,
  isCodeName,
  mergeMethods,
  mergeNodes,
  type PathNode,
  type Uses,
  type VariableKind,
} from '../evidence/index.ts';
import { isLeaf, namesAmong, requestsBelow, type Word } from './name-clusters.ts';

/** One pattern of the rules, and what stands behind it. */
export interface Endpoint {
  /** Segments as the rules write them. */
  readonly segments: readonly string[];
  readonly methods: ReadonlyMap<string, Uses>;
  /** Whether all that was asked for here has the name of an asset: `code` if code or styles are among them. */
  readonly asset: Asset;
  /** Why the pattern covers more than was seen, beyond the values of variables. */
  readonly wider: 'slash' | 'files' | null;
  /** Different words that a variable at the end stands for; 0: the end is no such variable. */
  readonly names: number;
}

type Asset = 'code' | 'pictures' | null;

interface Shaped {
  readonly words: readonly Word[];
  readonly variable: {
    readonly node: PathNode;
    readonly name: string;
    readonly names: number;
    readonly asset: Asset;
  } | null;
}

/** Folders of files, all of them assets, become one pattern from so many files in so many folders on. */
const FILES_OF_TREE = 12;
const FOLDERS_OF_TREE = 3;
const FILES_OF_FOLDER = 3;
const MANY_WORDS = 100;
const READS: ReadonlySet<string> = new Set(['GET', 'HEAD']);

/** Patterns for the paths of a host: literals where words were seen, variables where values were. */
export function endpointsOf(root: PathNode): readonly Endpoint[] {
  return walk(root, [], null, 0);
}

function walk(node: PathNode, segments: readonly string[], asset: Asset, names: number): readonly Endpoint[] {
  if (segments.length > 0 && isAssetTree(node)) {
    const methods = allMethods(node);
    return [{ segments: [...segments, '**'], methods, asset: 'code', wider: 'files', names: 0 }];
  }
  const { words, variable } = shape(node, segments.length === 0);
  const below = words.flatMap((each) => walk(each.node, [...segments, each.word], assetOf(each.word), 0));
  const varying =
    variable === null
      ? []
      : walk(variable.node, [...segments, nameFor(variable.name, segments)], variable.asset, variable.names);
  return [...ownEndpoint(node, segments, asset, names), ...below, ...varying];
}

/** No pattern ends with a slash: `/x/` is reached by `/x/**`, which must take `/x` as well. */
function ownEndpoint(
  { methods, slashed }: PathNode,
  segments: readonly string[],
  asset: Asset,
  names: number,
): readonly Endpoint[] {
  if (slashed.size > 0) {
    const all = mergeMethods([methods, slashed]);
    return [{ segments: [...segments, '**'], methods: all, asset: null, wider: 'slash', names: 0 }];
  }
  return methods.size === 0 ? [] : [{ segments, methods, asset, wider: null, names }];
}

function shape(node: PathNode, isRoot: boolean): Shaped {
  const words = [...node.words].map(([folded, below]): Word => ({ word: spellingOf(below, folded), node: below }));
  const files = isRoot ? [] : varyingFiles(words, node.variables);
  const others = words.filter((word) => !files.includes(word));
  const names = namesAmong(
    others.filter(({ word }) => !isAssetName(word)),
    isRoot,
  );
  const named = [...names.map(({ node: below }) => below), ...overflowOf(node)];
  const joined = others.filter((word) => !names.includes(word) && isCoveredBy(word, named));
  const varying = [...files, ...names, ...joined];
  const nodes = [...node.variables.values(), ...varying.map((word) => word.node)];
  const kept = words.filter((word) => !varying.includes(word)).sort(byWord);
  if (nodes.length === 0) return { words: kept, variable: null };
  const kinds = [...node.variables.keys()];
  const areAssets = names.length === 0 && kinds.every(isAssetKind);
  const hasCode = kinds.includes('asset') || files.some(({ word }) => isCodeName(word));
  const asset = areAssets ? (hasCode ? 'code' : 'pictures') : null;
  const name = variableName(kinds, areAssets);
  return { words: kept, variable: { node: mergeNodes(nodes), name, names: varying.length, asset } };
}

/** Files of a folder that has nothing else: the next version of the app brings others. */
function varyingFiles(words: readonly Word[], variables: ReadonlyMap<VariableKind, PathNode>): readonly Word[] {
  const leaves = words.filter(({ node }) => isLeaf(node));
  const areFiles = leaves.every(({ word, node }) => isAssetName(word) && isReadOnly(node));
  const hasFiles = variables.has('asset') && [...variables.keys()].every(isAssetKind);
  return areFiles && (leaves.length >= FILES_OF_FOLDER || (hasFiles && leaves.length > 0)) ? leaves : [];
}

/** Where more words came than are kept apart, all of them are names. A document's variable has few words beside it. */
function overflowOf({ words, variables }: PathNode): readonly PathNode[] {
  const rest = variables.get('name');
  return rest === undefined || words.size < MANY_WORDS ? [] : [rest];
}

/** A word with no methods but those of the names beside it, and nothing below: one name more. */
function isCoveredBy({ word, node }: Word, named: readonly PathNode[]): boolean {
  const methods = new Set(named.flatMap((each) => [...each.methods.keys()]));
  return (
    isLeaf(node) &&
    !isAssetName(word) &&
    node.methods.size > 0 &&
    [...node.methods.keys()].every((method) => methods.has(method))
  );
}

/** Many files in several folders, with nothing among them that is not an asset which was read. */
function isAssetTree(node: PathNode): boolean {
  const count = { files: 0, folders: 0, code: 0 };
  const isPure = (place: PathNode, word: string): boolean => {
    if (!isReadOnly(place) || place.slashed.size > 0) return false;
    if (isLeaf(place)) {
      count.files += 1;
      if (isCodeName(word)) count.code += 1;
      return isAssetName(word);
    }
    count.folders += 1;
    if (place.methods.size > 0 || [...place.variables].some(([kind, below]) => !isAssetKind(kind) || !isLeaf(below)))
      return false;
    count.files += place.variables.size;
    count.code += place.variables.has('asset') ? 1 : 0;
    return [...place.words].every(([below, child]) => isPure(child, below));
  };
  return isPure(node, '') && count.files >= FILES_OF_TREE && count.folders >= FOLDERS_OF_TREE && count.code > 0;
}

function isAssetKind(kind: VariableKind): boolean {
  return kind === 'asset' || kind === 'picture';
}

function assetOf(word: string): Asset {
  if (isCodeName(word)) return 'code';
  return isAssetName(word) ? 'pictures' : null;
}

function isReadOnly({ methods }: PathNode): boolean {
  return [...methods.keys()].every((method) => READS.has(method));
}

function allMethods(node: PathNode): Map<string, Uses> {
  const below = [...node.words.values(), ...node.variables.values()].map(allMethods);
  return mergeMethods([node.methods, ...below]);
}

/** The spelling that most requests had; others are another path, which the gateway answers 404. */
function spellingOf({ spellings }: PathNode, folded: string): string {
  return [...spellings].sort(([, a], [, b]) => b - a)[0]?.[0] ?? folded;
}

function byWord(a: Word, b: Word): number {
  return requestsBelow(b.node) - requestsBelow(a.node) || (a.word < b.word ? -1 : 1);
}

function variableName(kinds: readonly VariableKind[], hasFiles: boolean): string {
  if (hasFiles || (kinds.length > 0 && kinds.every((kind) => kind === 'file' || isAssetKind(kind)))) return 'file';
  if (kinds.length === 1 && (kinds[0] === 'date' || kinds[0] === 'hash' || kinds[0] === 'token')) return kinds[0];
  return kinds.length === 0 || kinds.includes('name') ? 'name' : 'id';
}

/** A pattern names each variable once. */
function nameFor(name: string, segments: readonly string[]): string {
  const taken = segments.filter((segment) => segment.startsWith(`{${name}`)).length;
  return `{${name}${taken === 0 ? '' : taken + 1}}`;
}
