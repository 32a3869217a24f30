import { isAlias, isMap, isScalar, isSeq, type Node } from 'yaml';
import type { Report } from '../problems/index.ts';
import { positionOf, type YamlSource } from './yaml-source.ts';

/** Deeper than any valid rules, and far from the end of the stack. */
const MAX_DEPTH = 24;
const FORBIDDEN_NAMES = new Set(['__proto__', 'constructor', 'prototype']);

/** Refuses anchors, aliases, tags, merge keys, names that are not text, and names given twice. */
export function refuseFeatures(source: YamlSource, report: Report): void {
  walk(source, report, source.document.contents, 0);
}

function walk(source: YamlSource, report: Report, node: Node | null, depth: number): void {
  if (node === null) return;
  if (depth > MAX_DEPTH) {
    const fix = 'Write the rules as the examples do, in few levels.';
    report.addAt(positionOf(source, node), 'yaml_too_deep', 'The rules are nested too deeply.', fix);
    return;
  }
  checkNode(source, report, node);
  if (isSeq<Node>(node)) for (const item of node.items) walk(source, report, item, depth + 1);
  if (!isMap<Node, Node | null>(node)) return;
  checkKeys(
    source,
    report,
    node.items.map(({ key }) => key),
  );
  for (const { value } of node.items) walk(source, report, value, depth + 1);
}

function checkNode(source: YamlSource, report: Report, node: Node): void {
  const refuse = (what: string, fix: string): void => report.addAt(positionOf(source, node), 'yaml_feature', what, fix);
  if (isAlias(node)) {
    refuse(`The alias "*${node.source}" stands for rules elsewhere.`, 'Write the rules out where they hold.');
    return;
  }
  if (node.tag !== undefined) refuse(`The tag "${node.tag}" changes how the value is read.`, 'Remove the tag.');
  if ('anchor' in node && node.anchor !== undefined) {
    const what = `The anchor "&${node.anchor}" makes rules that can be used elsewhere.`;
    refuse(what, 'Remove the anchor, and write the rules out where they hold.');
  }
}

function checkKeys(source: YamlSource, report: Report, keys: readonly Node[]): void {
  const lines = new Map<string, number>();
  for (const key of keys) {
    const position = positionOf(source, key);
    const name = isScalar(key) ? key.value : null;
    if (typeof name !== 'string') {
      const quoted = isScalar(key) ? `Put it in quotes: "${String(key.source ?? name)}".` : null;
      report.addAt(position, 'wrong_type', 'A name must be text.', quoted ?? 'Write a plain word before the colon.');
      continue;
    }
    checkNode(source, report, key);
    const first = lines.get(name);
    if (first === undefined) lines.set(name, position.line);
    else {
      const what = `"${name}" stands here twice, first in line ${first}.`;
      report.addAt(position, 'duplicate_key', what, 'Keep one of the two.');
    }
    checkName(report, position, name);
  }
}

function checkName(report: Report, position: ReturnType<typeof positionOf>, name: string): void {
  if (name === '<<') {
    const what = 'The merge key "<<" takes over rules from elsewhere.';
    report.addAt(position, 'yaml_feature', what, 'Write the rules out where they hold.');
  }
  if (FORBIDDEN_NAMES.has(name)) {
    report.addAt(position, 'forbidden_name', `"${name}" cannot be a name.`, 'Choose another name.');
  }
}
