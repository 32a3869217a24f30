import type { ProviderRule } from '@portcullis/rules/policy';
import { isKeyPart } from '../kept/index.ts';
import { CORE_GROUP, isJsonObject, type Json, type JsonObject } from './attributes.ts';
import { bytesOf, checkBytes } from './resource-size.ts';
import { invalid } from './scim-error.ts';
import { ownNames } from './user.ts';

/** A group of a directory. Its members are kept apart: a group may have many. */
export interface ScimGroup {
  /** Without `id`, `meta` and `members`. */
  readonly resource: JsonObject;
  readonly displayName: string;
  readonly externalId: string | null;
}

/** Ids of members that one request may name. */
export const MAX_MEMBERS = 10_000;

/** Reads a group, and which users the client says are in it; `null`: it says nothing about that. @throws ScimError */
export function readGroup(body: unknown): { readonly group: ScimGroup; readonly members: readonly string[] | null } {
  const { members, ...resource } = ownNames(body);
  const { displayName, externalId = null } = resource;
  checkBytes(bytesOf(resource));
  if (!isKeyPart(displayName)) throw invalid('invalidValue', '"displayName" is missing or not a short text.');
  if (externalId !== null && !isKeyPart(externalId))
    throw invalid('invalidValue', '"externalId" must be a short text.');
  return {
    group: { resource: { schemas: [CORE_GROUP], ...resource }, displayName, externalId },
    members: members === undefined ? null : readMembers(members),
  };
}

/** Ids of users, from a list of members. @throws ScimError */
export function readMembers(value: Json): readonly string[] {
  const list = value === null ? [] : Array.isArray(value) ? (value as readonly Json[]) : [value];
  if (list.length > MAX_MEMBERS) throw invalid('tooMany', `At most ${MAX_MEMBERS} members are named at once.`);
  return [
    ...new Set(
      list.map((member) => {
        const id = isJsonObject(member) ? member['value'] : member;
        if (!isKeyPart(id)) throw invalid('invalidValue', 'A member has no id.');
        return id;
      }),
    ),
  ];
}

/** The names by which rules may mean a group: what people call it, and its id at the provider. */
export function namesOf({ displayName, externalId }: Pick<ScimGroup, 'displayName' | 'externalId'>): readonly string[] {
  return externalId === null ? [displayName] : [displayName, externalId];
}

type Grants = Pick<ProviderRule, 'roles'>;
type GroupNames = Pick<ScimGroup, 'displayName' | 'externalId'>;

/** Whether the rules give roles by the group: where they do, someone who is taken out of it may have had them. */
export function grantsRoles(rule: Grants, group: GroupNames): boolean {
  return rolesBy(rule, group).size > 0;
}

/**
 * Whether the old names of a group gave a role that its new ones do not give: its members may have it.
 * @param before `null`: not known, it may have been any
 */
export function losesRoles(rule: Grants, before: GroupNames | null, after: GroupNames): boolean {
  const given = rolesBy(rule, after);
  return [...rolesBy(rule, before)].some((role) => !given.has(role));
}

function rolesBy({ roles }: Grants, group: GroupNames | null): ReadonlySet<string> {
  const isMeant = (name: string) => group === null || namesOf(group).includes(name);
  return new Set(roles.flatMap(({ match, grant }) => (match.kind === 'group' && isMeant(match.group) ? grant : [])));
}
