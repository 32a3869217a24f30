import type { Members } from '../format/members.ts';
import { CommandError } from '../io.ts';

/** A line of a backup with its number, from 1. */
export interface NumberedEntry {
  readonly line: number;
  readonly entry: Members;
}

const KIND = 'portcullis-state';
const VERSION = 1;

/** First line of a backup. */
export function stateHeader(gateway: string): string {
  return JSON.stringify({ kind: KIND, version: VERSION, gateway, at: new Date().toISOString() });
}

/** Last line of a backup, by which one that was cut short is noticed. */
export function stateEnd(entries: number): string {
  return JSON.stringify({ kind: 'end', entries });
}

/** Reads a whole backup, or ends the command: half of one must not pass for all of it. */
export function readStateFile(file: string, text: string, gateway: string): readonly NumberedEntry[] {
  const lines = text.split('\n').flatMap((content, index) => {
    const line = index + 1;
    return content.trim() === '' ? [] : [{ line, entry: readLine(`${file}:${line}`, content) }];
  });
  const [first, ...rest] = lines;
  const last = rest.pop();
  if (first?.entry['kind'] !== KIND || first.entry['version'] !== VERSION) {
    throw new CommandError(
      2,
      `"${file}" does not begin like a backup of version ${VERSION}. Make one with "portcullis state export".`,
    );
  }
  if (first.entry['gateway'] !== gateway) {
    throw new CommandError(
      2,
      `"${file}" belongs to the gateway ${JSON.stringify(first.entry['gateway'])}, and the rules belong to "${gateway}". Use the rules of that gateway, or change "gateway" in the first line if the tenants are the same.`,
    );
  }
  if (last?.entry['kind'] !== 'end' || last.entry['entries'] !== rest.length) {
    throw new CommandError(
      2,
      `"${file}" is incomplete: its last line must give the number of entries (${rest.length} here). Make a new one.`,
    );
  }
  return rest;
}

function readLine(place: string, content: string): Members {
  try {
    const value: unknown = JSON.parse(content);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Members;
  } catch {
    // Reported below.
  }
  throw new CommandError(2, `${place} is not a JSON object. Make a new backup with "portcullis state export".`);
}
