import type { ProviderRule, SessionRule } from '@portcullis/rules/policy';
import { isKeyPart } from '../core/kept/index.ts';
import { namesOf } from '../core/scim/index.ts';
import type { StatePort } from '../state/port.ts';
import { type Directory, directoryIn, type Entry, readEntries, type StoredUser } from './directory.ts';
import { groupsOf } from './members.ts';
import { lookUp } from './users.ts';

/** What a provider's directory (SCIM) says about someone who signs in. */
export type DirectoryFact =
  /** The provider keeps no directory here, or the person is not in it: the ID token alone counts. */
  | { readonly kind: 'unknown' }
  /** The person has left, or was suspended. */
  | { readonly kind: 'inactive' }
  | {
      readonly kind: 'active';
      /** Id of the entry: `member/<id>/<tenant>/<user>` leads from it to the session. */
      readonly id: string;
      /** Names of the groups, and their ids at the provider; `null`: the entry may be someone else's, and says nothing of them. */
      readonly groups: readonly string[] | null;
      /** Of a guest: when the session may begin and must end; seconds since the epoch. */
      readonly notBefore: number | null;
      readonly notAfter: number | null;
    };

/**
 * Looks someone up who signs in. Where several entries fit, one that has left counts for all of them, and groups are those of the entry
 * that the provider's own id leads to.
 * @param claims of the ID token, verified
 * @throws where state cannot answer
 */
export async function directoryOf(
  state: StatePort,
  rule: ProviderRule,
  session: SessionRule,
  claims: Readonly<Record<string, unknown>>,
): Promise<DirectoryFact> {
  if (rule.signals.scim === null) return { kind: 'unknown' };
  const directory = directoryIn(state, rule, session);
  const ids = await idsOf(directory, claims);
  const entries = (await readEntries<StoredUser>(directory, 'user', ids)).flatMap((entry) => entry ?? []);
  const [first] = entries;
  if (first === undefined) return { kind: 'unknown' };
  return entries.some(({ value }) => !value.active) ? { kind: 'inactive' } : factOf(directory, first, claims);
}

async function factOf(
  directory: Directory,
  { id, value }: Entry<StoredUser>,
  claims: Readonly<Record<string, unknown>>,
): Promise<DirectoryFact> {
  const groups = isOwn(directory.rule, value, claims) ? (await groupsOf(directory, id)).flatMap(namesOf) : null;
  const { notBefore, notAfter } = value;
  return { kind: 'active', id, groups, notBefore, notAfter };
}

/**
 * Whether an entry is the person's own, and may grant. Names change hands, and people choose them at some providers: an entry to which a
 * name alone leads can keep a person out, but gives nothing. Only an address that the provider has verified is more than a name, and
 * only where the rules know people by it.
 */
function isOwn(
  rule: ProviderRule,
  { externalId, userName }: StoredUser,
  claims: Readonly<Record<string, unknown>>,
): boolean {
  if (externalId !== null) return [claims['sub'], claims['oid'], claims[rule.user]].includes(externalId);
  const { email, email_verified: isVerified } = claims;
  const isPerson = rule.user === 'email' && isVerified === true && typeof email === 'string';
  return isPerson && email.toLowerCase() === userName.toLowerCase();
}

/**
 * Okta writes its user's id, which is `sub`, into `externalId`; Entra ID the object's id, `oid`, or a name. The directory takes no name
 * or id that could not be looked up.
 */
async function idsOf(directory: Directory, claims: Readonly<Record<string, unknown>>): Promise<readonly string[]> {
  const texts = (names: readonly string[]) => names.map((name) => claims[name]).filter(isKeyPart);
  const address = claims['email_verified'] === true ? ['email'] : [];
  const found = await Promise.all([
    ...texts([...new Set(['sub', 'oid', directory.rule.user])]).map((externalId) => lookUp(directory, { externalId })),
    ...texts(['preferred_username', 'upn', ...address]).map((userName) => lookUp(directory, { userName })),
  ]);
  return [...new Set(found.flat())];
}
