import { readFileSync } from 'node:fs';
import type { Members } from '../format/members.ts';
import { CommandError } from '../io.ts';

/**
 * Reads a JSON object from a file, or with `-` from standard input.
 * @param what it should be, for who named another file
 */
export function readJsonObject(file: string, what: string): Members {
  const text = readText(file);
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Members;
  } catch {
    // Falls through: what cannot be parsed holds nothing.
  }
  throw new CommandError(2, `${file} is not a JSON object with ${what}.`);
}

function readText(file: string): string {
  try {
    return readFileSync(file === '-' ? 0 : file, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    throw new CommandError(2, `${file} cannot be read: ${code}.`);
  }
}
