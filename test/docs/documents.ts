import { globSync, readFileSync } from 'node:fs';

/** Pages that people read. The reference is generated from docstrings. */
const PAGES = ['*.md', 'docs/*.md', 'origin-sdk/*.md', 'rules/*.md', 'examples/*/*.md', 'test/vectors/*/*.md'];

/** Path and text of each page. */
export function readDocuments(): [file: string, markdown: string][] {
  return globSync(PAGES)
    .sort()
    .map((file) => [file, readFileSync(file, 'utf8')]);
}
