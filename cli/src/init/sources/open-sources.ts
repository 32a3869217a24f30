import { createReadStream } from 'node:fs';
import type { LogFormat, ParsedEntry } from '@portcullis/rules/analysis';
import { readLogEntries } from '../../files/log-entries.ts';
import { logDocument } from '../../files/log-lines.ts';
import { CommandError } from '../../io.ts';
import { type ApiDocument, isApiDocument, parseApiDocument } from './openapi.ts';

/** Files that were named, sorted by what they are. Logs are read as often as they are asked for, never kept. */
export interface OpenedSources {
  readonly logs: readonly string[];
  /** Those that are HAR files. */
  readonly hars: readonly string[];
  readonly documents: readonly ApiDocument[];
  /** Takes each entry of each log. */
  readonly read: (add: (entry: ParsedEntry, place: string) => void) => Promise<void>;
  /** Lines of the gateway's own log, which cannot show what no rule took. */
  readonly events: () => number;
}

const START_BYTES = 64 * 1024;

/** Sorts files by how they begin: API documents, HAR files, and other logs. */
export async function openSources(files: readonly string[], format: LogFormat | null): Promise<OpenedSources> {
  const logs: string[] = [];
  const hars: string[] = [];
  const documents: ApiDocument[] = [];
  for (const file of files) {
    if (file === '-')
      throw new CommandError(2, 'Evidence is read more than once: name files. Standard input cannot be read again.');
    const start = await startOf(file);
    if (format === 'har' || (format === null && /^\s*\{\s*"log"\s*:/.test(start))) hars.push(file);
    if (format === null && isApiDocument(start)) {
      const document = parseApiDocument(await logDocument(file));
      if (document === null)
        throw new CommandError(2, `"${file}" begins like an OpenAPI document, and cannot be read as one.`);
      documents.push(document);
    } else logs.push(file);
  }
  let events = 0;
  const event = (): void => {
    events += 1;
  };
  return {
    logs,
    hars,
    documents,
    read: async (add) => {
      for (const log of logs) await readLogEntries(log, format, { entry: add, event });
    },
    events: () => events,
  };
}

/** The beginning of a file; empty where it cannot be read, which reading it whole reports. */
async function startOf(file: string): Promise<string> {
  const chunks: string[] = [];
  try {
    for await (const chunk of createReadStream(file, { end: START_BYTES - 1 }).setEncoding('utf8'))
      chunks.push(String(chunk));
  } catch {
    return '';
  }
  return chunks.join('').replace(/^\uFEFF/, '');
}
