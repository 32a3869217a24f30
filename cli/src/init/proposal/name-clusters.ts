import { isDataName, type PathNode } from '../evidence/index.ts';

/** A word below a place, with what is below it. */
export interface Word {
  readonly word: string;
  readonly node: PathNode;
}

/** Methods that read: what they open wider than seen is read, not changed. */
const READS = new Set(['GET', 'HEAD', 'OPTIONS', 'PROPFIND']);
/** So many different words may be a fixed set of pages; more are names, if new ones keep coming. At the root, pages are many. */
const LEAST_NAMES = { below: 10, atRoot: 25, ofChanges: 20 } as const;
/** So many pages of one kind are names in any case: a reviewer reads one line better than all of them. */
const CERTAIN_NAMES = 16;
const LEAST_FILES = 3;
/** Places that have the same page below them, such as `/{name}/settings`. */
const LEAST_ALIKE = { below: 8, atRoot: 12 } as const;
const SHARE_ALIKE = 0.6;
/** The chance that the next request names a word that was not seen: the share of requests whose word was seen once (Good and Turing). */
const LEAST_CHANCE_OF_NEW = 0.002;

/** Words that are names of things, such as titles of articles, rather than pages of the app. */
export function namesAmong(words: readonly Word[], isRoot: boolean): readonly Word[] {
  const all = words.filter(({ node }) => isLeaf(node));
  const data = isRoot ? [] : all.filter(({ word }) => isDataName(word));
  const files = data.length < LEAST_FILES ? [] : data;
  const leaves = all.filter((word) => !files.includes(word));
  const branches = words.filter(({ node }) => !isLeaf(node));
  const groups = Map.groupBy(leaves, ({ node }) => [...node.methods.keys()].sort().join());
  const names = [...groups].flatMap(([methods, group]) => (areNames(group, methods, isRoot) ? group : []));
  return [...files, ...names, ...alikeAmong(branches, isRoot)];
}

/** Whether nothing lies below a place. */
export function isLeaf({ words, variables, slashed }: PathNode): boolean {
  return words.size === 0 && variables.size === 0 && slashed.size === 0;
}

/** Requests at a place and below. */
export function requestsBelow({ methods, slashed, words, variables }: PathNode): number {
  const own = [...methods.values(), ...slashed.values()].reduce((sum, { requests }) => sum + requests, 0);
  return [...words.values(), ...variables.values()].reduce((sum, node) => sum + requestsBelow(node), own);
}

function areNames(group: readonly Word[], methods: string, isRoot: boolean): boolean {
  const reads = methods.split(',').every((method) => READS.has(method));
  if (reads && !isRoot && group.length >= CERTAIN_NAMES) return true;
  const least = isRoot ? LEAST_NAMES.atRoot : reads ? LEAST_NAMES.below : LEAST_NAMES.ofChanges;
  return group.length >= least && keepComing(group);
}

function keepComing(words: readonly Word[]): boolean {
  const requests = words.map(({ node }) => requestsBelow(node));
  const once = requests.filter((count) => count === 1).length;
  const all = requests.reduce((sum, count) => sum + count, 0);
  return all > 0 && once / all >= LEAST_CHANCE_OF_NEW;
}

/** Branches that share a word below them, where new ones keep coming. Ids below them prove nothing: every collection has ids. */
function alikeAmong(branches: readonly Word[], isRoot: boolean): readonly Word[] {
  const shared = Map.groupBy(
    branches.flatMap((branch) => [...branch.node.words.keys()].map((below) => ({ below, branch }))),
    ({ below }) => below,
  );
  const largest = [...shared.values()].sort((a, b) => b.length - a.length)[0] ?? [];
  const alike = largest.map(({ branch }) => branch);
  const least = isRoot ? LEAST_ALIKE.atRoot : LEAST_ALIKE.below;
  return alike.length >= least && alike.length >= branches.length * SHARE_ALIKE && seldom(alike) ? alike : [];
}

/** Some of them were hardly used, so the next may be new. */
function seldom(branches: readonly Word[]): boolean {
  return branches.some(({ node }) => requestsBelow(node) <= 4);
}
