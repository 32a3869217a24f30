export type { JsonObject } from './attributes.ts';
export { RESOURCE_TYPES, SCHEMAS, SERVICE_PROVIDER_CONFIG } from './discovery.ts';
export { type Condition, matches, parseFilter } from './filter.ts';
export { grantsRoles, losesRoles, namesOf, readGroup, type ScimGroup } from './group.ts';
export { listResponse, readListPart } from './list-response.ts';
export { isOfMembers, joinMemberChanges, type MemberChange, readMemberChange } from './member-change.ts';
export { applyPatch, type Operation, parsePatch } from './patch.ts';
export { errorBody, invalid, ScimError } from './scim-error.ts';
export { isBound, readUser, type ScimUser, tightens } from './user.ts';
