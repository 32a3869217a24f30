import { globSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { readDocuments } from './documents.ts';
import { testTitles } from './test-titles.ts';

/** Phrases that a native writer would not use here, and that crept in again and again. */
const STILTED =
  /\b(?:lest|thereof|so much as|of its own accord|what it is worth|who(?:m?)ever|whatever|nobody|somebody|everybody|tells?|telling|told|anew|mend(?:s|ed)?|by now|of those|in the own|needs? no leave|(?<!there )(?:is|are|was) no (?!longer\b|more\b|one\b|such\b)[a-z]+)\b/i;
/** Those of them that titles of tests do without. Many a title still says "tells", "whatever" or "is no …". */
const STILTED_TITLE =
  /\b(?:lest|thereof|so much as|of its own accord|what it is worth|who(?:m?)ever|nobody|somebody|everybody|anew|mend(?:s|ed)?|by now|in the own|needs? no leave)\b/i;
const MAX_README_WORDS = 900;
const MAX_CELL_CHARACTERS = 400;

/** What a page says: not its code, and not the titles of tests that it quotes. */
const prose = (markdown: string): string[] =>
  markdown
    .replace(/^( *)```[\s\S]*?^\1```$/gm, '')
    .replaceAll(/`[^`\n]*`/g, '')
    .split('\n')
    .filter((line) => !line.startsWith('- Test: '));

/** Sources whose strings people read: the command, problems and advice, the clauses of explain, refusal pages. */
const SPOKEN = [
  'cli/src/**/*.ts',
  'rules/src/{cases,compiler,controls}/**/*.ts',
  'rules/src/analysis/{advice,explain,replay}/**/*.ts',
  'worker/**/*.ts',
  'origin-sdk/src/**/*.ts',
  'examples/{freight,start,wiki}/**/*.ts',
];

/** Sources whose comments are read by anyone who changes them. */
const COMMENTED = [
  'cli/src/**/*.ts',
  'worker/**/*.ts',
  'origin-sdk/{src,scripts}/**/*.{ts,mjs}',
  'examples/**/*.ts',
  'rules/src/**/*.ts',
  'test/support/**/*.ts',
  'tools/{*,*/!(node_modules)}.mjs',
];

/** Tests, whose titles say what the project promises. */
const TESTED = 'test/**/*.test.ts';

/** The lines of a source's comments. What they quote is not the author's own. */
const comments = (source: string): string[] =>
  [...source.matchAll(/^\s*\/\*[\s\S]*?\*\/|(?<=^|\s)\/\/ .*$/gm)]
    .flatMap(([text]) => text.split('\n'))
    .map(withoutQuotes);

const withoutQuotes = (text: string): string => text.replaceAll(/`[^`]*`|"[^"]*"/g, '');

/** Sentences and phrases among a source's strings. A single word may be a key. */
function strings(source: string): string[] {
  const code = source.replaceAll(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '');
  return [...code.matchAll(/'((?:\\.|[^'\\\n])*)'|"((?:\\.|[^"\\\n])*)"|`((?:\\.|[^`\\])*)`/g)]
    .map(([, single, double, template]) => single ?? double ?? template ?? '')
    .flatMap((text) => text.replaceAll(/\$\{[^}]*\}/g, '').split('\n'))
    .filter((text) => text.trim().includes(' '));
}

/** A case of the rules may be asked `as: nobody`: a name, not a sentence. */
const withoutNames = (text: string): string =>
  text.replaceAll(/"nobody"|\bas: .*|, nobody[,.]?(?= |$)| nobody \(anonymous\)/g, '');

const stilted = (lines: readonly string[]): string[] => lines.filter((line) => STILTED.test(withoutNames(line)));

test.each(readDocuments())('%s is in plain English', (_file, markdown) => {
  expect(stilted(prose(markdown))).toEqual([]);
});

test.each(globSync(SPOKEN).sort())('the texts of %s are in plain English', (file) => {
  expect(stilted(strings(readFileSync(file, 'utf8')))).toEqual([]);
});

test.each(globSync(COMMENTED, { exclude: (path) => path.includes('node_modules') }).sort())(
  'the comments of %s are in plain English',
  (file) => {
    expect(stilted(comments(readFileSync(file, 'utf8')))).toEqual([]);
  },
);

test.each(globSync(TESTED).sort())('the titles of %s are in plain English', (file) => {
  const titles = testTitles(readFileSync(file, 'utf8'));
  expect(titles.filter((title) => STILTED_TITLE.test(withoutQuotes(title)))).toEqual([]);
});

test('the README has at most 900 words', () => {
  expect(readFileSync('README.md', 'utf8').split(/\s+/).length).toBeLessThanOrEqual(MAX_README_WORDS);
});

test.each(readDocuments())('no table cell of %s is longer than a short paragraph', (_file, markdown) => {
  const cells = markdown
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .flatMap((line) => line.split(/(?<!\\)\|/).map((cell) => cell.trim()));
  expect(cells.filter((cell) => cell.length > MAX_CELL_CHARACTERS)).toEqual([]);
});

test('it notices such phrases, in pages, strings and comments', () => {
  expect(stilted(prose('Whoever asks is told.\n`whatever` is code.\n- Test: `x`: nobody'))).toEqual([
    'Whoever asks is told.',
  ]);
  expect(stilted(strings("// nobody hears\nconst a = 'it is no URL', b = 'nobody';"))).toEqual(['it is no URL']);
  expect(
    stilted(comments('/** Whoever asks.\n * Fine. */\nconst a = \'nobody is told\'; // "whatever" is a word')),
  ).toEqual(['/** Whoever asks.']);
});

test('it reads titles of tests and groups, however they are called', () => {
  const source = `
    describe('a', () => {
      test('b', () => expect(test).toBe('not c'));
      it.skipIf(isSlow)(\`d of \${name}\`, run);
      test.each([['not e']])('f', { timeout: 5 }, run);
    });
    other('not g');`;
  expect(testTitles(source)).toEqual(['a', 'b', 'd of …', 'f']);
});
