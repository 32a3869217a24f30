import { createReadStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { CommandError } from '../io.ts';

/** Longest line that is kept; servers limit what clients send to far less. */
const MAX_LINE_CHARACTERS = 256 * 1024;
/** Documents are read whole. */
const MAX_DOCUMENT_CHARACTERS = 256 * 1024 * 1024;

/** Lines of a log file, unpacked if its name ends in `.gz`, `-` for standard input. Of longer lines, the beginning. */
export async function* logLines(path: string): AsyncGenerator<string> {
  let rest = '';
  let isFirst = true;
  for await (const chunk of chunksOf(path)) {
    const text = isFirst ? withoutMark(chunk) : chunk;
    isFirst = false;
    const lines = `${rest}${text}`.split('\n');
    rest = (lines.pop() ?? '').slice(0, MAX_LINE_CHARACTERS);
    yield* lines;
  }
  if (rest !== '') yield rest;
}

/** A whole file as text, for formats that are one document. */
export async function logDocument(path: string): Promise<string> {
  const chunks: string[] = [];
  let characters = 0;
  for await (const chunk of chunksOf(path)) {
    chunks.push(chunk);
    characters += chunk.length;
    if (characters > MAX_DOCUMENT_CHARACTERS)
      throw new CommandError(2, `"${path}" is larger than 256 MiB, which is too much for one document. Split it.`);
  }
  return withoutMark(chunks.join(''));
}

/** Some tools begin a file with a byte order mark. */
function withoutMark(text: string): string {
  return text.startsWith('\uFEFF') ? text.slice(1) : text;
}

async function* chunksOf(path: string): AsyncGenerator<string> {
  const source: Readable = path === '-' ? process.stdin : createReadStream(path);
  const text = path.toLowerCase().endsWith('.gz') ? source.pipe(createGunzip()) : source;
  if (text !== source) source.on('error', (error: Error) => text.destroy(error));
  text.setEncoding('utf8');
  try {
    yield* text as AsyncIterable<string>;
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown reason';
    const why = code === 'ENOENT' ? 'there is no such file' : code;
    throw new CommandError(2, `"${path}" cannot be read: ${why}. Name log files, or - for standard input.`);
  }
}
