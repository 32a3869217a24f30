import { keptKey, keptParts, keptPrefix } from '../core/kept/index.ts';
import { invalid } from '../core/scim/index.ts';
import type { KeptChange } from '../state/port.ts';
import { type Directory, listKeys, readEntries, type StoredGroup, type StoredUser } from './directory.ts';
import { owedChange } from './owed.ts';

/** Three documents each, of 64 in one write. */
const WRITTEN_AT_ONCE = 20;

/** Ids of the users in a group. */
export async function membersOf(directory: Directory, group: string): Promise<readonly string[]> {
  const keys = await listKeys(directory, keptPrefix('roster', group));
  return keys.flatMap(({ key }) => keptParts(key)[1] ?? []);
}

/** The groups of a user. */
export async function groupsOf(directory: Directory, user: string): Promise<readonly StoredGroup[]> {
  const keys = await listKeys(directory, keptPrefix('groups', user));
  const ids = keys.flatMap(({ key }) => keptParts(key)[1] ?? []);
  return (await readEntries<StoredGroup>(directory, 'group', ids)).flatMap((entry) => entry?.value ?? []);
}

/** Puts users into a group. Someone whom the directory does not know is refused: to pass over them would look like success. */
export async function addMembers(directory: Directory, group: string, users: readonly string[]): Promise<void> {
  const known = await readEntries<StoredUser>(directory, 'user', users);
  if (known.some((entry) => entry === null || entry.value.gone))
    throw invalid('invalidValue', 'A member is not a user of this directory.');
  await inParts(directory, users, (user) => [
    { key: keptKey('roster', group, user), value: '', expires: null },
    { key: keptKey('groups', user, group), value: '', expires: null },
  ]);
}

/** Takes users out of a group. Where the group grants roles, their sessions end: `settleOwed` must follow. */
export async function removeMembers(
  directory: Directory,
  group: string,
  users: readonly string[],
  grants: boolean,
): Promise<void> {
  const known = await readEntries<StoredUser>(directory, 'user', users);
  const people = new Map(known.flatMap((entry) => (entry === null ? [] : [[entry.id, entry.value] as const])));
  await inParts(directory, users, (user) => {
    const person = people.get(user);
    return [
      { key: keptKey('roster', group, user), value: null, expires: null },
      { key: keptKey('groups', user, group), value: null, expires: null },
      ...(grants && person !== undefined ? [owedChange(user, [person], 'taken out of a group')] : []),
    ];
  });
}

/** Notes that the sessions of everyone in a group must end. */
export async function oweMembers(directory: Directory, group: string): Promise<void> {
  const users = await readEntries<StoredUser>(directory, 'user', await membersOf(directory, group));
  const present = users.flatMap((entry) => (entry === null ? [] : [entry]));
  await inParts(directory, present, ({ id, value }) => [owedChange(id, [value], 'in a group that was changed')]);
}

export async function leaveGroups(directory: Directory, user: string): Promise<void> {
  const keys = await listKeys(directory, keptPrefix('groups', user));
  await inParts(directory, keys, ({ key }) => {
    const group = keptParts(key)[1];
    return [
      { key, value: null, expires: null },
      ...(group === undefined ? [] : [{ key: keptKey('roster', group, user), value: null, expires: null }]),
    ];
  });
}

/** Each part is written whole; where a later one fails, the client repeats the request, and what is done already stays done. */
async function inParts<T>(
  { state, home }: Directory,
  items: readonly T[],
  changesOf: (item: T) => readonly KeptChange[],
): Promise<void> {
  for (let first = 0; first < items.length; first += WRITTEN_AT_ONCE)
    await state.writeKept(home, items.slice(first, first + WRITTEN_AT_ONCE).flatMap(changesOf));
}
