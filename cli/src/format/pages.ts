import type { AdminClient } from '../admin/admin-client.ts';
import { CommandError } from '../io.ts';

/** Reads a list of the admin API page by page. @param member which member of an answer holds the entries */
export async function* pages(client: AdminClient, path: string, member: string): AsyncGenerator<readonly unknown[]> {
  let cursor: string | null = null;
  do {
    const query: string = cursor === null ? '' : `?cursor=${encodeURIComponent(cursor)}`;
    const { [member]: entries, next } = await client.call('GET', `${path}${query}`);
    // A last page that only looks like one would cut the list short.
    if (!Array.isArray(entries) || (next !== null && typeof next !== 'string'))
      throw new CommandError(1, `The gateway did not answer with a page of ${member}. Is its version different?`);
    yield entries;
    cursor = next;
  } while (cursor !== null);
}
