import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const DOCUMENT = 'docs/verify-anywhere.md';
const FOLDER = 'examples/verify-anywhere';
/** A file of the examples, whole: its path in a comment, then its text in a block. */
const BLOCK = /^<!-- (examples\/verify-anywhere\/\S+) -->\n\n```(\w+)\n([\s\S]*?)\n```$/gm;

const written = readFileSync(DOCUMENT, 'utf8');
const blocks = [...written.matchAll(BLOCK)].map(([, path = '', , text = '']) => [path, text] as const);

/** `UPDATE_DOCS=1 npx vitest run test/e2e/verify-anywhere/document` puts the files into the document. */
if (process.env['UPDATE_DOCS'] === '1') {
  test('is written again', () => {
    const updated = written.replace(
      BLOCK,
      (_, path: string, language: string) =>
        `<!-- ${path} -->\n\n\`\`\`${language}\n${readFileSync(path, 'utf8').trimEnd()}\n\`\`\``,
    );
    writeFileSync(DOCUMENT, updated);
  });
} else {
  test.each(blocks)('the document shows %s as it is', (path, text) => {
    expect(text).toBe(readFileSync(path, 'utf8').trimEnd());
  });
}

test('every file of the examples is shown', () => {
  const files = readdirSync(FOLDER, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  expect(files.map((entry) => `${entry.parentPath}/${entry.name}`).sort()).toEqual(blocks.map(([path]) => path).sort());
});

test('what a platform cannot do names the test that shows it', () => {
  const sources = ['python.test', 'haproxy.test', 'nginx.test', 'judge-vectors'].map((name) =>
    readFileSync(`${import.meta.dirname}/${name}.ts`, 'utf8'),
  );
  const section = written.split('## What each platform cannot do\n')[1]?.split('\n## ')[0] ?? '';
  const rows = section.split('\n').filter((line) => line.startsWith('| '));
  const named = rows.slice(2).map((line) => line.split('|').at(-2)?.trim() ?? '');
  expect(named.length).toBeGreaterThan(6);
  for (const name of named.filter((name) => name !== '—'))
    expect(
      sources.some((source) => source.includes(name.replace('refuses, unlike the SDK, ', ''))),
      name,
    ).toBe(true);
});
