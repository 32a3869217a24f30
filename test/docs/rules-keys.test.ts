import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { ADMIN_SCOPES } from '../../rules/src/policy/index.ts';

const page = readFileSync('docs/rules.md', 'utf8');

/** Keys whose own keys are names of web standards: directives of policies, and features of browsers. */
const STANDARD = new Set(['csp', 'reportOnly', 'permissions']);

/** Names of all properties in a part of the schema. */
function keysOf(node: unknown): readonly string[] {
  if (Array.isArray(node)) return node.flatMap(keysOf);
  if (typeof node !== 'object' || node === null) return [];
  const { properties = {}, ...rest } = node as { readonly properties?: Readonly<Record<string, unknown>> };
  const named = Object.entries(properties).flatMap(([name, value]) =>
    STANDARD.has(name) ? [name] : [name, ...keysOf(value)],
  );
  return [...named, ...Object.values(rest).flatMap(keysOf)];
}

/** What stands as code on a page: blocks, and words between backticks. */
function codeOf(markdown: string): string {
  return [...markdown.matchAll(/^```[\s\S]*?^```$|`[^`\n]+`/gm)].map(([code]) => code).join('\n');
}

test('docs/rules.md names every key of the schema', () => {
  const keys = new Set(keysOf(JSON.parse(readFileSync('rules/schema.json', 'utf8'))));
  const named = new Set(codeOf(page).match(/[\w-]+/g));
  expect(keys.size).toBeGreaterThan(100);
  expect([...keys].filter((key) => !named.has(key))).toEqual([]);
});

test('docs/rules.md lists what the keys of an app may do', () => {
  const list = /^`may` lists any of:\n\n((?:- .*\n(?: {2}.*\n)*)+)/m.exec(page)?.[1] ?? '';
  const listed = [...list.matchAll(/^- `([\w-]+)`/gm)].map(([, scope]) => scope);
  expect(listed.sort()).toEqual([...ADMIN_SCOPES].sort());
});
