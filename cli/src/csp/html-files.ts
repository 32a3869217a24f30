import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CommandError } from '../io.ts';
import type { CollectedPages } from './page-source.ts';

/** All HTML files of a folder, and of folders in it. */
export function htmlFiles(folder: string): CollectedPages {
  const files = globSync('**/*.{html,htm,xhtml}', { cwd: folder }).sort();
  if (files.length === 0) throw new CommandError(2, `"${folder}" is neither a URL nor a folder with HTML files.`);
  const pages = files.map((file) => [{ place: file, html: readFileSync(join(folder, file), 'utf8') }]);
  return { pages, notes: [] };
}
