import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { readDocuments } from './documents.ts';

const LINK = /\[[^\]]*\]\((?!\w+:)([^)#\s]*)(?:#([^)\s]+))?\)/g;
const prose = (markdown: string): string => markdown.replace(/^( *)```[\s\S]*?^\1```$/gm, '');

/** The anchors of a page's headings, as GitHub makes them. */
function anchorsOf(markdown: string): ReadonlySet<string> {
  const headings = prose(markdown).matchAll(/^#+ (.+)$/gm);
  const slug = (text: string): string =>
    text
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-');
  return new Set([...headings].map(([, text = '']) => slug(text)));
}

/** The links of a page that lead to no file, or to no heading of it. */
function brokenLinks(file: string, markdown: string): string[] {
  return [...prose(markdown).matchAll(LINK)].flatMap(([link, path = '', anchor]) => {
    const target = path === '' ? file : join(dirname(file), path);
    if (!existsSync(target)) return [link];
    if (anchor === undefined || statSync(target).isDirectory()) return [];
    return anchorsOf(readFileSync(target, 'utf8')).has(anchor) ? [] : [link];
  });
}

test.each(readDocuments())('every link in %s leads to a page and a heading', (file, markdown) => {
  expect(brokenLinks(file, markdown)).toEqual([]);
});

test('it notices a missing page, and a missing heading', () => {
  const page = '[a](docs/nowhere.md), [b](docs/rules.md#no-such-heading), [c](docs/rules.md#routes)';
  expect(brokenLinks('README.md', page)).toEqual(['[a](docs/nowhere.md)', '[b](docs/rules.md#no-such-heading)']);
});
