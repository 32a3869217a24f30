import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

/** The guarantees in `docs/state.md`: a section each, with what bounds and voids it, and tests as `file`: title. */
const GUARANTEES = (readFileSync('docs/state.md', 'utf8').split('## What is guaranteed\n')[1]?.split(/\n## /)[0] ?? '')
  .split(/^### /m)
  .slice(1)
  .map((section) => {
    const [title = '', ...lines] = section.split('\n');
    const after = (mark: string): string[] =>
      lines.filter((line) => line.startsWith(mark)).map((line) => line.slice(mark.length));
    return { title, bounds: after('- Bounded by: '), voids: after('- Voided by: '), tests: after('- Test: ') };
  });

/** Titles of tests as they are written, with the marks that stand for a case's own values. */
function titlesIn(source: string): ReadonlySet<string> {
  const calls = source.matchAll(/\(\s*(['"`])((?:\\.|(?!\1)[^\\\n])+)\1,/g);
  return new Set([...calls].map(([, , title = '']) => title.replaceAll(/\\(.)/g, '$1')));
}

test('the guarantees are found, and each says what bounds it, what voids it, and which tests hold it', () => {
  expect(GUARANTEES.length).toBeGreaterThan(10);
  for (const { title, bounds, voids, tests } of GUARANTEES) {
    expect([bounds.length, voids.length], title).toEqual([1, 1]);
    expect(tests.length, title).toBeGreaterThan(0);
  }
});

const NAMED = GUARANTEES.flatMap(({ tests }) =>
  tests.map((named) => {
    const [, file = '', title = ''] = /^`([^`]+)`: (.+)$/.exec(named) ?? [];
    return [file, title] as const;
  }),
);

test.each(NAMED)('%s: %s', (name, title) => {
  const file = `test/${name}.test.ts`;
  expect(existsSync(file), file).toBe(true);
  expect([...titlesIn(readFileSync(file, 'utf8'))]).toContain(title);
});
