import { globSync } from 'node:fs';
import { basename, dirname } from 'node:path';

const ROOT = new URL('..', import.meta.url);

/** Names of the folders in tools/ that have packages of their own, such as `lint`. */
export function toolFolders() {
  return globSync('tools/*/package-lock.json', { cwd: ROOT })
    .map((file) => basename(dirname(file)))
    .toSorted();
}
