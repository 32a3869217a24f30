import { keptKey, keptPrefix } from '../core/kept/index.ts';
import type { ScimUser } from '../core/scim/index.ts';
import type { SubjectRef } from '../core/signals/index.ts';
import type { KeptChange } from '../state/port.ts';
import { type Directory, listKeys } from './directory.ts';
import { type EndedSessions, endSessions } from './end-sessions.ts';

/** Whose sessions must end, and why: written together with the change that takes something away. */
interface Owed {
  readonly whom: readonly SubjectRef[];
  readonly why: string;
}

/**
 * Notes that the sessions of a person must end. The note is written with the change itself, and taken away once they have ended: a
 * change that a client repeats, since its first answer was lost, would look like no change at all. Each note has a key of its own: an
 * earlier one, of a change whose sessions could not be ended yet, may hold a name that the later one does not know.
 */
export function owedChange(id: string, people: readonly ScimUser[], why: string): KeptChange {
  const owed: Owed = { whom: refsOf(id, people), why };
  return { key: keptKey('owed', id, crypto.randomUUID()), value: JSON.stringify(owed), expires: null };
}

/** All names under which signing in may have left a document, those before the change too. */
function refsOf(id: string, people: readonly ScimUser[]): readonly SubjectRef[] {
  const refs: SubjectRef[] = [{ kind: 'member', id }];
  for (const { userName, externalId, emails } of people) {
    if (externalId !== null) refs.push({ kind: 'subject', id: externalId });
    for (const name of [userName.toLowerCase(), ...emails]) refs.push({ kind: 'name', id: name });
  }
  return [...new Map(refs.map((ref) => [`${ref.kind}:${ref.id}`, ref])).values()];
}

/** Ends what must end, durably, when this resolves. */
export async function settleOwed(directory: Directory): Promise<EndedSessions> {
  const { state, home, rule, session } = directory;
  const ended: EndedSessions[number][] = [];
  for (const { key, value } of await listKeys(directory, keptPrefix('owed'))) {
    const { whom, why } = JSON.parse(value) as Owed;
    const ending = { reason: `${why} by ${rule.id}`, by: `provider:${rule.id}` };
    ended.push(...(await endSessions({ state, rule: session }, rule.id, whom, ending)));
    await state.writeKept(home, [{ key, value: null, expires: null }]);
  }
  return ended;
}
