import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A defence taken away by one edit, and the tests of which one must notice. Paths are relative to the project. */
export interface Mutant {
  /** What is let through without the defence. */
  readonly id: string;
  readonly file: string;
  /** Stands in the file exactly once. */
  readonly find: string;
  readonly replace: string;
  readonly tests: readonly [string, ...string[]];
}

/** The file with the defence taken away. Throws where the edit does not fit the file any more. */
export async function mutated(root: string, { id, file, find, replace }: Mutant): Promise<string> {
  const text = await readFile(join(root, file), 'utf8');
  const found = text.split(find).length - 1;
  if (found === 1 && find !== replace) return text.replace(find, () => replace);
  throw new Error(
    `"${id}": ${file} holds what to find ${found} times, not once. Bring test/mutants/list up to date with the source:\n${find}`,
  );
}
