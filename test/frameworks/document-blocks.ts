import { readFileSync } from 'node:fs';

/** A block of code in the README. */
export interface CodeBlock {
  readonly language: string;
  /** What its first line says, such as `// proxy.ts`. */
  readonly file: string | null;
  readonly text: string;
}

/** The blocks of code below a heading of the SDK's README, as written. Throws where there are none. */
export function readmeBlocks(heading: string): readonly CodeBlock[] {
  const readme = readFileSync('origin-sdk/README.md', 'utf8');
  const section = readme.split(/^(?=#{2,3} )/m).find((part) => part.startsWith(`### ${heading}\n`)) ?? '';
  const blocks = [...section.matchAll(/^```(\w+)\n(.*?)^```$/gms)].map(([, language = '', text = '']) => ({
    language,
    file: /^\/\/ (\S+)\n/.exec(text)?.[1] ?? null,
    text,
  }));
  if (blocks.length === 0) throw new Error(`the README has no code under "${heading}"`);
  return blocks;
}
