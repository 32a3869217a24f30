export type { JsonObject } from './attributes.ts';
export { RESOURCE_TYPES, SCHEMAS, SERVICE_PROVIDER_CONFIG } from './discovery.ts';
export { type Condition, matches, parseFilter } from './filter.ts';
export { readGroup, readMembers, type ScimGroup } from './group.ts';
export { listResponse, readListPart } from './list-response.ts';
export { applyPatch, type Operation, parsePatch } from './patch.ts';
export { errorBody, invalid, ScimError } from './scim-error.ts';
export { readUser, type ScimUser } from './user.ts';
