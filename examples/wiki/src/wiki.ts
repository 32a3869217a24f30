import { existsSync } from 'node:fs';
import { cp } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { EDITORS } from './people.ts';

const TIDDLYWIKI = fileURLToPath(import.meta.resolve('tiddlywiki/tiddlywiki.js'));
const HANDBOOK = fileURLToPath(new URL('../handbook', import.meta.url));

/** Header in which the gateway names the visitor to the wiki, as the rules say. */
const USER_HEADER = 'x-wiki-user';

/**
 * The command that runs TiddlyWiki, as it comes from npm. It has no sign-in: it takes the visitor's name from a header, so the
 * gateway alone may reach it. Here, it listens on this machine's loopback address.
 * @param folder where its pages are kept; the first time, the handbook is copied there
 */
export async function wikiCommand(folder: string, port: number): Promise<readonly string[]> {
  if (!existsSync(folder)) await cp(HANDBOOK, folder, { recursive: true });
  const options = {
    port,
    host: '127.0.0.1',
    'authenticated-user-header': USER_HEADER,
    readers: '(authenticated)',
    writers: EDITORS.join(','),
  };
  return [TIDDLYWIKI, folder, '--listen', ...Object.entries(options).map(([name, value]) => `${name}=${value}`)];
}
