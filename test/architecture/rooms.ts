import { dirname } from 'node:path/posix';
import { importsOf } from './imports.ts';
import { layerOf } from './layers.ts';
import type { Sources } from './sources.ts';

/** In a published package an `index.ts` is what the package publishes, not a door between its own folders. */
const PUBLISHED = 'origin-sdk/';

/**
 * Every import that enters a room by another file than its door, as a sentence. A room is a folder with an `index.ts`, its
 * door; a room within a room has a door of its own. A file that `LAYERS` takes out of its room is a layer by itself.
 */
export function importsPastDoors(sources: Sources): string[] {
  return importsOf(sources).flatMap(({ from, target }) => {
    if (!('file' in target) || (from.startsWith(PUBLISHED) && target.file.startsWith(PUBLISHED))) return [];
    const door = doorOf(target.file, sources);
    if (door === null || door === target.file || from.startsWith(`${dirname(door)}/`)) return [];
    return layerOf(target.file) === layerOf(door) ? [`${from} imports ${target.file}, not ${door}`] : [];
  });
}

/** Folders with more files of their own than a reader can survey, as sentences. */
export function crowdedFolders(sources: Sources, most: number): string[] {
  const folders = Map.groupBy(sources.keys(), (file) => dirname(file));
  return [...folders].flatMap(([folder, { length }]) => (length > most ? [`${folder}: ${length} files`] : []));
}

/** A way round through the packages of the project, such as `rules`, that import each other; `null` where there is none. */
export function packageCycle(sources: Sources): string[] | null {
  const used = new Map<string, Set<string>>();
  for (const { from, target } of importsOf(sources)) {
    if (!('file' in target)) continue;
    const [importer, imported] = [packageOf(from), packageOf(target.file)];
    if (importer !== imported) used.set(importer, (used.get(importer) ?? new Set()).add(imported));
  }
  const search = (path: readonly string[]): string[] | null => {
    for (const next of used.get(path.at(-1) ?? '') ?? []) {
      if (path.includes(next)) return [...path.slice(path.indexOf(next)), next];
      const cycle = search([...path, next]);
      if (cycle !== null) return cycle;
    }
    return null;
  };
  for (const start of used.keys()) {
    const cycle = search([start]);
    if (cycle !== null) return cycle;
  }
  return null;
}

function packageOf(file: string): string {
  return file.split('/')[0] ?? '';
}

/** The door of the innermost room that holds the file. */
function doorOf(file: string, sources: Sources): string | null {
  for (let folder = dirname(file); folder !== '.'; folder = dirname(folder)) {
    const door = `${folder}/index.ts`;
    if (sources.has(door)) return door;
  }
  return null;
}
