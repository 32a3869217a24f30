import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { run } from '../../cli/src/run.ts';
import { consoleBlocks, withOutputs, words } from './console-blocks.ts';
import { readDocuments } from './documents.ts';

/** `UPDATE_DOCS=1 npx vitest run test/docs` writes what the commands really print into the documents. */
const UPDATE = process.env['UPDATE_DOCS'] === '1';
const FILES = readDocuments().map(([file]) => file);

/** Both streams in the order of writing, as a terminal shows them. */
async function terminal(command: string): Promise<{ output: string; exitCode: number }> {
  const lines: string[] = [];
  const write = (text: string): void => void lines.push(text);
  const exitCode = await run(words(command), { print: write, notify: write, env: {} });
  return { output: lines.join('\n').trimEnd(), exitCode };
}

for (const file of FILES) {
  const markdown = readFileSync(file, 'utf8');
  const blocks = consoleBlocks(markdown);
  if (blocks.length === 0) continue;
  describe(file, () => {
    if (UPDATE) {
      test('is written again', async () => {
        const results = [];
        for (const { command } of blocks) results.push(await terminal(command));
        writeFileSync(file, withOutputs(markdown, results));
      });
      return;
    }
    test.each(blocks.map((block) => [block.line, block.command, block] as const))(
      'line %i: portcullis %s',
      async (_line, command, block) => {
        const { output, exitCode } = await terminal(command);
        expect(output).toBe(block.output);
        expect(exitCode).toBe(block.exitCode);
      },
    );
  });
}

test('the documents show each command for rules at work', () => {
  const shown = FILES.flatMap((file) => consoleBlocks(readFileSync(file, 'utf8'))).map(
    ({ command }) => words(command)[0],
  );
  expect([...new Set(shown)].sort()).toEqual(expect.arrayContaining(['check', 'diff', 'explain', 'replay', 'test']));
});

test('what a shell would take as one word is one', () => {
  expect(words(`explain 'GET' "https://a.example/x y" --header 'Origin: https://b.example'`)).toEqual([
    'explain',
    'GET',
    'https://a.example/x y',
    '--header',
    'Origin: https://b.example',
  ]);
});
