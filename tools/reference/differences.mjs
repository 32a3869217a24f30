import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Files that are only in one of two folders, or have another content. */
export function differences(folder, other) {
  const names = new Set([...filesOf(folder), ...filesOf(other)]);
  return [...names].sort().filter((name) => read(folder, name) !== read(other, name));
}

/** Every file below a folder, by its path from there; none where there is no folder. */
export function filesOf(folder) {
  if (!existsSync(folder)) return [];
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1));
}

function read(folder, name) {
  const path = join(folder, name);
  return existsSync(path) ? readFileSync(path, 'utf8') : null;
}
