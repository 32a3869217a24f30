import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PROJECT_ROOT } from '../../cli/src/dev/project-root.ts';

/** Text of a file, by its path from the project's root. */
export type Sources = ReadonlyMap<string, string>;

const PACKAGES = [
  'worker/**/*.ts',
  'origin-sdk/src/**/*.ts',
  'rules/src/**/*.ts',
  'cli/src/**/*.ts',
  'examples/{freight,start,wiki}/**/*.ts',
];

/** The sources of all packages; tests are none. */
export function readSources(patterns: readonly string[] = PACKAGES): Sources {
  const files = globSync([...patterns], {
    cwd: PROJECT_ROOT,
    exclude: (path) => /(?:^|\/)(?:node_modules|dist)$/.test(path),
  });
  return new Map(files.sort().map((file) => [file, readProjectFile(file)]));
}

export function readProjectFile(path: string): string {
  return readFileSync(join(PROJECT_ROOT, path), 'utf8');
}
