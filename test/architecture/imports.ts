import { dirname, join } from 'node:path/posix';
import type { Sources } from './sources.ts';

/** Our own packages by the names under which they are imported. */
const ENTRIES: ReadonlyMap<string, string> = new Map([
  ['@portcullis/origin', 'origin-sdk/src/index.ts'],
  ['@portcullis/origin/async', 'origin-sdk/src/async.ts'],
  ['@portcullis/origin/context', 'origin-sdk/src/context/index.ts'],
  ['@portcullis/origin/testing', 'origin-sdk/src/testing/index.ts'],
  ['@portcullis/rules/policy', 'rules/src/policy/index.ts'],
  ['@portcullis/rules/engine', 'rules/src/engine/index.ts'],
  ['@portcullis/rules/responses', 'rules/src/responses/index.ts'],
  ['@portcullis/rules/compiler', 'rules/src/compiler/index.ts'],
  ['@portcullis/rules/analysis', 'rules/src/analysis/index.ts'],
  ['@portcullis/rules/cases', 'rules/src/cases/index.ts'],
  ['@portcullis/cli/dev', 'cli/src/dev/index.ts'],
]);
const ADAPTER = '@portcullis/origin/';

/** Comments, and texts in quotes, in which what looks like a comment is none. */
const COMMENT_OR_TEXT = /\/\*[\s\S]*?\*\/|\/\/[^\n]*|'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"/g;
/** Declarations at the beginning of a statement, and `import(…)` anywhere. */
const SPECIFIER = /(?:(?:^|;)\s*(?:import|export)\b(?:[^'"`;()]*\bfrom)?|\bimport\s*\()\s*(['"])([^'"\n]+)\1/gm;

/** What a module imports or re-exports, types included, in the words of the source. */
export function specifiersOf(text: string): string[] {
  const withoutComments = text.replace(COMMENT_OR_TEXT, (match) => (match.startsWith('/') ? ' ' : match));
  return [...withoutComments.matchAll(SPECIFIER)].map(([, , specifier]) => specifier ?? '');
}

/** A file of ours, or the name of a package. */
export type Target = { readonly file: string } | { readonly package: string };

/** What a specifier means in a file. */
export function resolveSpecifier(from: string, specifier: string): Target {
  if (specifier.startsWith('.')) return { file: join(dirname(from), specifier) };
  const entry = ENTRIES.get(specifier);
  if (entry !== undefined) return { file: entry };
  if (specifier.startsWith(ADAPTER)) return { file: `origin-sdk/src/adapters/${specifier.slice(ADAPTER.length)}.ts` };
  return { package: specifier };
}

/** Every import of every source file. */
export function importsOf(sources: Sources): { readonly from: string; readonly target: Target }[] {
  return [...sources].flatMap(([from, text]) =>
    specifiersOf(text).map((specifier) => ({ from, target: resolveSpecifier(from, specifier) })),
  );
}
