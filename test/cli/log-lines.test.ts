import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { logDocument, logLines } from '../../cli/src/files/log-lines.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'portcullis-log-'));
});

afterEach(() => rmSync(folder, { recursive: true }));

function write(text: string): string {
  const path = join(folder, 'a.log');
  writeFileSync(path, text);
  return path;
}

async function linesOf(path: string): Promise<string[]> {
  const lines: string[] = [];
  for await (const line of logLines(path)) lines.push(line);
  return lines;
}

it.each<[string, string[]]>([
  ['', []],
  ['a', ['a']],
  ['a\nb\n', ['a', 'b']],
  ['a\n\nb', ['a', '', 'b']],
])('%j has the lines %j', async (text, lines) => {
  expect(await linesOf(write(text))).toEqual(lines);
});

it('lines may lie across the parts in which a file is read', async () => {
  const lines = Array.from({ length: 2000 }, (_, index) => `${index} ${'ä'.repeat(index % 97)}`);
  expect(await linesOf(write(lines.join('\n')))).toEqual(lines);
});

it('of a line without end, the beginning is kept', async () => {
  const [first, second] = await linesOf(write(`${'x'.repeat(3_000_000)}\ny`));
  expect(first?.length).toBeLessThan(400_000);
  expect(second).toBe('y');
});

it('a document is whole, without a byte order mark', async () => {
  const text = `{"a":"${'ä'.repeat(200_000)}"}\n`;
  expect(await logDocument(write(`\uFEFF${text}`))).toBe(text);
});

it('a byte order mark is no part of the first line', async () => {
  const lines: string[] = [];
  for await (const line of logLines(write('\uFEFFone\n\uFEFFtwo\n'))) lines.push(line);
  expect(lines).toEqual(['one', '\uFEFFtwo']);
});
