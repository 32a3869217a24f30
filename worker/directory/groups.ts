import { keptKey, keptParts, keptPrefix } from '../core/kept/index.ts';
import { grantsRoles, losesRoles, type MemberChange, ScimError, type ScimGroup } from '../core/scim/index.ts';
import type { KeptChange } from '../state/port.ts';
import { type Directory, type Entry, listKeys, readEntries, type StoredGroup, writeChanges } from './directory.ts';
import { addMembers, membersOf, oweMembers, removeMembers } from './members.ts';

export async function findGroup(directory: Directory, id: string): Promise<Entry<StoredGroup>> {
  const [group = null] = await readEntries<StoredGroup>(directory, 'group', [id]);
  if (group === null) throw new ScimError(404, null, 'There is no such group.');
  return group;
}

/** Ids of groups, in the order of their names: of all, or of the ones with this name. */
export async function listGroups(directory: Directory, displayName: string | null): Promise<readonly string[]> {
  const prefix = displayName === null ? keptPrefix('groupname') : keptPrefix('groupname', displayName.toLowerCase());
  return (await listKeys(directory, prefix)).flatMap(({ key }) => keptParts(key)[1] ?? []);
}

export async function createGroup(
  directory: Directory,
  group: ScimGroup,
  members: readonly string[],
): Promise<Entry<StoredGroup>> {
  const id = crypto.randomUUID();
  const now = Math.floor(Date.now() / 1000);
  const value: StoredGroup = { ...group, created: now, modified: now };
  await writeChanges(directory, async () => ({
    result: null,
    changes: [
      { key: keptKey('group', id), value: JSON.stringify(value), expires: null, ifVersion: null },
      { key: nameKey(group, id), value: '', expires: null },
    ],
  }));
  await addMembers(directory, id, members);
  return { id, version: 0, value };
}

/** Changes what a group is called. Roles go by its names: where the new ones do not give all of them, its members' sessions end. */
export async function changeGroup(
  directory: Directory,
  id: string,
  change: (before: StoredGroup) => ScimGroup,
): Promise<Entry<StoredGroup>> {
  const { value: old } = await findGroup(directory, id);
  if (losesRoles(directory.rule, old, change(old))) await oweMembers(directory, id);
  return writeChanges(directory, async () => {
    const before = await findGroup(directory, id);
    const after = change(before.value);
    if (JSON.stringify(after) === JSON.stringify(withoutTimes(before.value))) return { result: before, changes: [] };
    const { created } = before.value;
    const value: StoredGroup = { ...after, created, modified: Math.floor(Date.now() / 1000) };
    const changes: KeptChange[] = [
      { key: keptKey('group', id), value: JSON.stringify(value), expires: null, ifVersion: before.version },
      ...(nameKey(before.value, id) === nameKey(after, id)
        ? []
        : [
            { key: nameKey(before.value, id), value: null, expires: null },
            { key: nameKey(after, id), value: '', expires: null },
          ]),
    ];
    return { result: { id, version: 0, value }, changes };
  });
}

/** Changes who is in a group. What takes someone out ends the person's sessions: `settleOwed` must follow. */
export async function changeMembers(directory: Directory, id: string, change: MemberChange): Promise<void> {
  const { value } = await findGroup(directory, id);
  const grants = grantsRoles(directory.rule, value);
  if (change.kind === 'add') await addMembers(directory, id, change.users);
  if (change.kind === 'remove') await removeMembers(directory, id, change.users, grants);
  if (change.kind !== 'all') return;
  const before = await membersOf(directory, id);
  const [wanted, present] = [new Set(change.users), new Set(before)];
  await addMembers(
    directory,
    id,
    change.users.filter((user) => !present.has(user)),
  );
  await removeMembers(
    directory,
    id,
    before.filter((user) => !wanted.has(user)),
    grants,
  );
}

export async function deleteGroup(directory: Directory, id: string): Promise<void> {
  const { value } = await findGroup(directory, id);
  await removeMembers(directory, id, await membersOf(directory, id), grantsRoles(directory.rule, value));
  await directory.state.writeKept(directory.home, [
    { key: keptKey('group', id), value: null, expires: null },
    { key: nameKey(value, id), value: null, expires: null },
  ]);
}

function nameKey({ displayName }: ScimGroup, id: string): string {
  return keptKey('groupname', displayName.toLowerCase(), id);
}

function withoutTimes({ created: _created, modified: _modified, ...group }: StoredGroup): ScimGroup {
  return group;
}
