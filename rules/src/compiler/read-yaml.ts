import { type Document, isAlias, isMap, isPair, isScalar, isSeq, LineCounter, type Node, type Pair, parseDocument, type YAMLError, type YAMLMap } from 'yaml';
import type { Path, Report } from './report.ts';

/** Deeper than any valid rules, and far from the end of the stack. */
const MAX_DEPTH = 24;
/** One slip in YAML makes many follow-up errors; the first ones say it all. */
const MAX_SYNTAX_ERRORS = 10;
/** The parser reports some overflows of its stack as errors in the text. */
const STACK_OVERFLOW = /maximum call stack|stack overflow/i;
const FORBIDDEN_NAMES = new Set(['__proto__', 'constructor', 'prototype']);

/** A parsed file whose nodes can be found again. */
export interface YamlSource {
  readonly document: Document;
  readonly lineCounter: LineCounter;
  /** Pairs of each map by key, filled as maps are looked at. */
  readonly pairs: WeakMap<YAMLMap, ReadonlyMap<string, Pair>>;
}

/** Parses without resolving anything; adds syntax errors to `report` at their offsets. */
export function parseYaml(text: string, report: Report): YamlSource | null {
  const lineCounter = new LineCounter();
  let document: Document;
  try {
    // At log level `silent` the parser would drop a second document without an error.
    // The parser's own check for unique keys compares every pair of keys; `refuseFeatures` does it in one pass.
    document = parseDocument(text, { version: '1.2', schema: 'core', uniqueKeys: false, prettyErrors: false, lineCounter, logLevel: 'error' });
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    reportDepth(report);
    return null;
  }
  const errors = [...document.errors, ...document.warnings];
  if (errors.some((error) => STACK_OVERFLOW.test(error.message))) {
    reportDepth(report);
    return null;
  }
  for (const error of errors.slice(0, MAX_SYNTAX_ERRORS)) {
    const { line, col } = lineCounter.linePos(error.pos[0]);
    report.addAt({ line: Math.max(line, 1), column: Math.max(col, 1) }, 'yaml_syntax', describe(error), fixOf(error));
  }
  if (document.directives?.yaml.explicit) {
    report.addAt({ line: 1, column: 1 }, 'yaml_feature', 'The file sets a YAML version of its own.', 'Remove the "%YAML" line; the rules are always YAML 1.2.');
  }
  return document.errors.length + document.warnings.length > 0 ? null : { document, lineCounter, pairs: new WeakMap() };
}

function reportDepth(report: Report): void {
  report.addAt({ line: 1, column: 1 }, 'yaml_too_deep', 'The file is nested too deeply to be read.', 'Write the rules as the examples do, in few levels.');
}

/** Refuses anchors, aliases, tags, merge keys, names that are not text, and names given twice. */
export function refuseFeatures(source: YamlSource, report: Report): void {
  const refuse = (node: Node, what: string, fix: string): void => report.addAt(positionOf(source, node), 'yaml_feature', what, fix);
  const walk = (node: unknown, depth: number): void => {
    if (isPair(node) || node === null || node === undefined) return;
    const checked = node as Node;
    if (depth > MAX_DEPTH) {
      report.addAt(positionOf(source, checked), 'yaml_too_deep', 'The rules are nested too deeply.', 'Write the rules as the examples do, in few levels.');
      return;
    }
    if (isAlias(node)) return refuse(node, `The alias "*${node.source}" stands for rules elsewhere.`, 'Write the rules out where they hold.');
    if (checked.tag !== undefined) refuse(checked, `The tag "${checked.tag}" changes how the value is read.`, 'Remove the tag.');
    if ('anchor' in checked && checked.anchor !== undefined) {
      refuse(checked, `The anchor "&${checked.anchor}" makes rules that can be used elsewhere.`, 'Remove the anchor, and write the rules out where they hold.');
    }
    if (isSeq(node)) for (const item of node.items) walk(item, depth + 1);
    if (isMap(node)) {
      checkKeys(node.items.map((pair) => pair.key as Node));
      for (const pair of node.items) walk(pair.value, depth + 1);
    }
  };
  const checkKeys = (keys: readonly Node[]): void => {
    const lines = new Map<string, number>();
    for (const key of keys) {
      const position = positionOf(source, key);
      const name = isScalar(key) ? key.value : null;
      if (typeof name !== 'string') {
        report.addAt(position, 'wrong_type', 'A name must be text.', isScalar(key) ? `Put it in quotes: "${String(key.source ?? name)}".` : 'Write a plain word before the colon.');
        continue;
      }
      walk(key, MAX_DEPTH);
      const first = lines.get(name);
      if (first !== undefined) report.addAt(position, 'duplicate_key', `"${name}" stands here twice, first in line ${first}.`, 'Keep one of the two.');
      else lines.set(name, position.line);
      if (name === '<<') refuse(key, 'The merge key "<<" takes over rules from elsewhere.', 'Write the rules out where they hold.');
      if (FORBIDDEN_NAMES.has(name)) report.addAt(position, 'forbidden_name', `"${name}" cannot be a name.`, 'Choose another name.');
    }
  };
  walk(source.document.contents, 0);
}

/**
 * Where a path stands: the key, or the value that belongs to it. Where the path ends early, the last part that exists.
 */
export function locate(source: YamlSource, path: Path, part: 'key' | 'value'): { line: number; column: number } {
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

/** Looking through a map for each key anew would take quadratic time. */
function pairsOf(source: YamlSource, map: YAMLMap): ReadonlyMap<string, Pair> {
  const known = source.pairs.get(map);
  if (known !== undefined) return known;
  const pairs = new Map(map.items.map((pair) => [isScalar(pair.key) ? String(pair.key.value) : '', pair]));
  source.pairs.set(map, pairs);
  return pairs;
}

function positionOf(source: YamlSource, node: Node | null): { line: number; column: number } {
  const offset = node?.range?.[0];
  if (offset === undefined) return { line: 1, column: 1 };
  const { line, col } = source.lineCounter.linePos(offset);
  return { line: Math.max(line, 1), column: Math.max(col, 1) };
}

function describe(error: YAMLError): string {
  if (error.code === 'TAB_AS_INDENT') return 'A tab is used for indentation.';
  if (error.code === 'MULTIPLE_DOCS') return 'The file holds more than one YAML document.';
  const sentence = (error.message.split('\n')[0] ?? '').trim();
  return /[.!?]$/.test(sentence) ? sentence : `${sentence}.`;
}

function fixOf(error: YAMLError): string {
  if (error.code === 'TAB_AS_INDENT') return 'Indent with spaces, two a level.';
  if (error.code === 'MULTIPLE_DOCS') return 'Remove the line "---" and what belongs to the other document.';
  if (error.code === 'TAG_RESOLVE_FAILED') return 'Remove the tag.';
  return 'Correct the YAML here, or in the line before. Text with ": ", " #", "{" or "*" needs quotes.';
}
