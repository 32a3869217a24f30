import { readFileSync } from 'node:fs';

/** A block of code in a document. */
export interface CodeBlock {
  readonly language: string;
  /** What its first line says, such as `// proxy.ts`. */
  readonly file: string | null;
  readonly text: string;
}

/** The README shows one framework, the page the others. */
const DOCUMENTS = ['origin-sdk/README.md', 'docs/frameworks.md'];

/** The blocks of code below a heading of the SDK's documents, as written. Throws if there are none. */
export function documentBlocks(heading: string): readonly CodeBlock[] {
  const sections = DOCUMENTS.flatMap((file) => readFileSync(file, 'utf8').split(/^(?=#{2,3} )/m));
  const section = sections.find((part) => part.replace(/^#+ /, '').startsWith(`${heading}\n`)) ?? '';
  const blocks = [...section.matchAll(/^```(\w+)\n(.*?)^```$/gms)].map(([, language = '', text = '']) => ({
    language,
    file: /^\/\/ (\S+)\n/.exec(text)?.[1] ?? null,
    text,
  }));
  if (blocks.length === 0) throw new Error(`no document has code under "${heading}"`);
  return blocks;
}
