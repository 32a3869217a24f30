import { isKeyPart } from '../kept/index.ts';
import { MAX_MEMBERS, readMembers } from './group.ts';
import type { Operation } from './patch.ts';
import { invalid } from './scim-error.ts';

/** How the members of a group change; `all`: to these and no others. */
export interface MemberChange {
  readonly kind: 'add' | 'remove' | 'all';
  readonly users: readonly string[];
}

/** Whether an operation is about the members of a group, who are kept apart from it. */
export function isOfMembers({ names }: Operation): boolean {
  return names[0] === 'members';
}

/** What such an operation does. @throws ScimError */
export function readMemberChange({ op, names, filter, sub, value }: Operation): MemberChange {
  if (names.length > 1 || sub !== null)
    throw invalid('invalidPath', 'Members are added, replaced or removed as a whole.');
  if (filter !== null) {
    const [only, ...more] = filter;
    if (op !== 'remove' || more.length > 0 || only?.names.join('.') !== 'value' || !isKeyPart(only.value))
      throw invalid('invalidPath', 'A member is removed by members[value eq "id"].');
    return { kind: 'remove', users: [only.value] };
  }
  if (op === 'add') return { kind: 'add', users: readMembers(value) };
  if (op === 'replace') return { kind: 'all', users: readMembers(value) };
  // By the standard, this removes all; Entra ID names those that it means.
  if (value === null) return { kind: 'all', users: [] };
  const users = readMembers(value);
  if (users.length === 0) throw invalid('invalidValue', 'Which members to remove is not clear.');
  return { kind: 'remove', users };
}

/** Changes of one request: each reads or writes all of the members that it names. */
const MAX_TURNS = 20;

/** The same in as few changes as possible: clients send an operation for each member. @throws ScimError where too much is left */
export function joinMemberChanges(changes: readonly MemberChange[]): readonly MemberChange[] {
  const joined: { readonly kind: MemberChange['kind']; readonly users: Set<string> }[] = [];
  let named = 0;
  for (const { kind, users } of changes) {
    named += users.length;
    const last = joined.at(-1);
    if (last?.kind === kind && kind !== 'all') for (const user of users) last.users.add(user);
    else joined.push({ kind, users: new Set(users) });
  }
  if (named > MAX_MEMBERS) throw invalid('tooMany', `At most ${MAX_MEMBERS} members are named at once.`);
  if (joined.length > MAX_TURNS)
    throw invalid('tooMany', `Members are added, removed and replaced in turn ${MAX_TURNS} times at most.`);
  return joined.map(({ kind, users }) => ({ kind, users: [...users] }));
}
