import type { AdminClient } from '../../../admin/admin-client.ts';
import type { Members } from '../../../format/members.ts';
import { CommandError, type Io } from '../../../io.ts';

/** Path of the calls, below `v1/`. @param query parameters; those that are `null` are left out */
export function identityPath(tenant: string, query: Readonly<Record<string, string | null>> = {}): string {
  const given = Object.entries(query).filter((pair): pair is [string, string] => pair[1] !== null);
  const text = given.length === 0 ? '' : `?${new URLSearchParams(given)}`;
  return `tenants/${tenant}/identity${text}`;
}

/** The gateway's answer as text: what `set --file` takes, and what to enter at the provider. */
export function formatIdentity(url: string, tenant: string, { identity, since, callback }: Members): string {
  if (identity === null) return `Tenant ${tenant} has no identity provider of its own.`;
  return [
    JSON.stringify(identity, null, 2),
    '',
    `since         ${String(since)}`,
    `redirect URI  ${String(callback)} at each host where people sign in, such as ${url}`,
  ].join('\n');
}

/**
 * Repeats a call until all sessions have ended that it ends: one call ends those of some people.
 * @returns the last answer
 */
export async function callToTheEnd(
  client: AdminClient,
  call: (cursor: string | null) => Promise<Members>,
  io: Io,
): Promise<Members> {
  let answer = await call(null);
  let people = 0;
  for (;;) {
    const ended = answer['ended'] as Members | undefined;
    if (typeof ended?.['people'] !== 'number')
      throw new CommandError(1, `${client.url} did not say which sessions ended. Is its version different?`);
    people += ended['people'];
    if (typeof ended['next'] !== 'string') break;
    answer = await call(ended['next']);
  }
  if (people > 0) io.notify(`Older sessions by it have ended, of up to ${people} people.`);
  return answer;
}
