import { keptKey, keptParts, keptPrefix, writeGuest } from '../core/kept/index.ts';
import { isBound, ScimError, type ScimUser, tightens } from '../core/scim/index.ts';
import type { KeptChange } from '../state/port.ts';
import { type Directory, type Entry, listKeys, readEntries, type StoredUser, writeChanges } from './directory.ts';
import { leaveGroups } from './members.ts';
import { owedChange } from './owed.ts';
import { idOfName, idOfPointer, placesChange, pointer } from './user-index.ts';

/** What came of a change, for its audit event. */
export type UserOutcome = 'created' | 'rehired' | 'changed' | 'deactivated' | 'reactivated' | 'deleted' | 'unchanged';

/** For so long, the names of someone who was deleted get no session. */
const GONE_SECONDS = 365 * 24 * 60 * 60;

export interface ChangedUser {
  readonly user: Entry<StoredUser>;
  readonly outcome: UserOutcome;
}

export async function findUser(directory: Directory, id: string): Promise<Entry<StoredUser>> {
  const [user = null] = await readEntries<StoredUser>(directory, 'user', [id]);
  if (user === null || user.value.gone) throw new ScimError(404, null, 'There is no such user.');
  return user;
}

/** Ids of the people to whom a name, or an id of the provider's own, leads. Deleted people are among them. */
export async function lookUp(
  directory: Directory,
  by: { readonly userName: string } | { readonly externalId: string },
): Promise<readonly string[]> {
  if ('externalId' in by) {
    const keys = await listKeys(directory, keptPrefix('external', by.externalId));
    return keys.flatMap(({ key }) => keptParts(key)[1] ?? []);
  }
  const [found = null] = await directory.state.readKept(directory.home, [nameKey(by.userName)]);
  return found === null ? [] : [idOfPointer(found.value)];
}

/** Adds a person. Someone who must not be here, or for a time alone, may have a session already: `settleOwed` must follow. */
export function createUser(directory: Directory, user: ScimUser): Promise<ChangedUser> {
  const id = crypto.randomUUID();
  const now = Math.floor(Date.now() / 1000);
  return writeChanges(directory, async () => {
    const [name = null] = await directory.state.readKept(directory.home, [nameKey(user.userName)]);
    const [before = null] =
      name === null ? [] : await readEntries<StoredUser>(directory, 'user', [idOfPointer(name.value)]);
    if (before !== null && !before.value.gone) throw new ScimError(409, 'uniqueness', 'The userName is taken.');
    const value: StoredUser = { ...user, created: now, modified: now, gone: false };
    const changes: KeptChange[] = [
      { key: keptKey('user', id), value: JSON.stringify(value), expires: null, ifVersion: null },
      { key: nameKey(user.userName), value: pointer(id, false), expires: null, ifVersion: name?.version ?? null },
      ...externalChanges(null, user.externalId, id),
      ...guestChanges(null, user, id),
      placesChange(now),
      ...(before === null ? [] : forget(before)),
      ...(isBound(user) ? [owedChange(id, [user], 'added')] : []),
    ];
    return { result: { user: { id, version: 0, value }, outcome: before === null ? 'created' : 'rehired' }, changes };
  });
}

/** Changes a person. What takes something away ends the person's sessions: `settleOwed` must follow. */
export function changeUser(
  directory: Directory,
  id: string,
  change: (before: StoredUser) => ScimUser,
): Promise<ChangedUser> {
  return writeChanges(directory, async () => {
    const before = await findUser(directory, id);
    const after = change(before.value);
    if (JSON.stringify(after.resource) === JSON.stringify(before.value.resource))
      return { result: { user: before, outcome: 'unchanged' as const }, changes: [] };
    const { created } = before.value;
    const value: StoredUser = { ...after, created, modified: Math.floor(Date.now() / 1000), gone: false };
    const changes: KeptChange[] = [
      { key: keptKey('user', id), value: JSON.stringify(value), expires: null, ifVersion: before.version },
      ...(await renamed(directory, before.value, after, id)),
      ...externalChanges(before.value.externalId, after.externalId, id),
      ...guestChanges(before.value, after, id),
      ...(tightens(before.value, after) ? [owedChange(id, [before.value, after], 'changed')] : []),
    ];
    return { result: { user: { id, version: 0, value }, outcome: outcomeOf(before.value, after) }, changes };
  });
}

/** Takes a person away: from the groups first, which give what the person may do. */
export async function deleteUser(directory: Directory, id: string): Promise<ChangedUser> {
  await findUser(directory, id);
  await leaveGroups(directory, id);
  return writeChanges(directory, async () => {
    const before = await findUser(directory, id);
    const { userName, externalId, created } = before.value;
    const now = Math.floor(Date.now() / 1000);
    const names = { userName, externalId, emails: [], notBefore: null, notAfter: null, active: false };
    const value: StoredUser = { ...names, resource: {}, created, modified: now, gone: true };
    const expires = now + GONE_SECONDS;
    const changes: KeptChange[] = [
      { key: keptKey('user', id), value: JSON.stringify(value), expires, ifVersion: before.version },
      { key: nameKey(userName), value: pointer(id, true), expires },
      placesChange(now),
      ...(externalId === null ? [] : [{ key: keptKey('external', externalId, id), value: '', expires }]),
      ...guestChanges(before.value, value, id),
      owedChange(id, [before.value], 'deleted'),
    ];
    return { result: { user: { id, version: 0, value }, outcome: 'deleted' }, changes };
  });
}

function outcomeOf(before: ScimUser, after: ScimUser): UserOutcome {
  if (before.active === after.active) return 'changed';
  return after.active ? 'reactivated' : 'deactivated';
}

async function renamed(directory: Directory, before: ScimUser, after: ScimUser, id: string): Promise<KeptChange[]> {
  const [old, next] = [nameKey(before.userName), nameKey(after.userName)];
  if (old === next) return [];
  const now = Math.floor(Date.now() / 1000);
  const [taken = null] = await directory.state.readKept(directory.home, [next]);
  if (taken !== null && idOfName(taken.value) !== null)
    throw new ScimError(409, 'uniqueness', 'The userName is taken.');
  return [
    placesChange(now),
    { key: old, value: null, expires: null },
    { key: next, value: pointer(id, false), expires: null, ifVersion: taken?.version ?? null },
  ];
}

function externalChanges(before: string | null, after: string | null, id: string): KeptChange[] {
  if (before === after) return [];
  return [
    ...(before === null ? [] : [{ key: keptKey('external', before, id), value: null, expires: null }]),
    ...(after === null ? [] : [{ key: keptKey('external', after, id), value: '', expires: null }]),
  ];
}

/** A person with a window is listed, until it ends. */
function guestChanges(before: ScimUser | null, after: ScimUser, id: string): KeptChange[] {
  const { userName, notBefore, notAfter } = after;
  const key = keptKey('guest', id);
  if (notBefore !== null || notAfter !== null)
    return [{ key, value: writeGuest({ userName, since: null, notBefore, notAfter }), expires: notAfter }];
  const wasGuest = before !== null && (before.notBefore !== null || before.notAfter !== null);
  return wasGuest ? [{ key, value: null, expires: null }] : [];
}

/** Forgets a deleted person whose name is given out again. */
function forget({ id, value: { externalId } }: Entry<StoredUser>): KeptChange[] {
  return [{ key: keptKey('user', id), value: null, expires: null }, ...externalChanges(externalId, null, id)];
}

/** User names are the same in any case (RFC 7643 section 4.1.1). */
function nameKey(userName: string): string {
  return keptKey('username', userName.toLowerCase());
}
