import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { CommandError } from '../io.ts';

/** Writes a file atomically: readers see the old bytes or the new ones, never a mixture. */
export function replaceFile(path: string, content: string | Uint8Array): void {
  const temporary = `${path}.${process.pid}.new`;
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(temporary, content);
    renameSync(temporary, path);
  } catch (error) {
    if (existsSync(temporary)) rmSync(temporary);
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown reason';
    throw new CommandError(2, `"${path}" cannot be written: ${code}. Name another file with --out.`);
  }
}
