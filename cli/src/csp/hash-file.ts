import { readFileSync } from 'node:fs';
import type { Hashes } from '@portcullis/rules/analysis';
import { CommandError } from '../io.ts';

const HASH = /^'sha256-[A-Za-z0-9+/]{43}='$/;

/** Reads what `portcullis csp hash --json` has printed. */
export function readHashes(file: string): Hashes {
  const { hashes } = parse(file);
  const isWhole =
    typeof hashes === 'object' &&
    hashes !== null &&
    Object.values(hashes).every((list) => Array.isArray(list) && list.every((hash) => HASH.test(String(hash))));
  if (!isWhole) throw new CommandError(2, `"${file}" is not what "portcullis csp hash --json" prints.`);
  return hashes as Hashes;
}

function parse(file: string): { readonly hashes?: unknown } {
  try {
    const value: unknown = JSON.parse(readFileSync(file, 'utf8'));
    return typeof value === 'object' && value !== null ? value : {};
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'it is not JSON';
    throw new CommandError(2, `"${file}" cannot be read: ${code}. Name the output of "portcullis csp hash --json".`);
  }
}
