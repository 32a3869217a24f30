import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

/** The table of guarantees in `docs/state.md`: its last column names tests as `file`: title, one a line. */
const ROWS = readFileSync('docs/state.md', 'utf8')
  .split('## What is guaranteed\n')[1]
  ?.split('\n## ')[0]
  ?.split('\n')
  .filter((line) => line.startsWith('| '))
  .slice(2)
  .map((line) => line.split(' | ').map((cell) => cell.replace(/^\| | \|$/g, '').trim()));

/** Titles of tests as they are written, with the marks that stand for a case's own values. */
function titlesIn(source: string): ReadonlySet<string> {
  const calls = source.matchAll(/\(\s*(['"`])((?:\\.|(?!\1)[^\\\n])+)\1,/g);
  return new Set([...calls].map(([, , title = '']) => title.replaceAll(/\\(.)/g, '$1')));
}

test('the table of guarantees is found, and each row of it names a test', () => {
  expect(ROWS?.length).toBeGreaterThan(10);
  for (const row of ROWS ?? []) {
    expect(row, row[0]).toHaveLength(4);
    expect(row[3], row[0]).toMatch(/^`[^`]+`: \S/);
  }
});

const NAMED = (ROWS ?? []).flatMap((row) =>
  (row[3] ?? '').split('<br>').map((named) => {
    const [, file = '', title = ''] = /^`([^`]+)`: (.+)$/.exec(named) ?? [];
    return [file, title] as const;
  }),
);

test.each(NAMED)('%s: %s', (name, title) => {
  const file = `test/${name}.test.ts`;
  expect(existsSync(file), file).toBe(true);
  expect([...titlesIn(readFileSync(file, 'utf8'))]).toContain(title);
});
