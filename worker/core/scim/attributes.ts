import { invalid } from './scim-error.ts';

/** JSON of a resource. Attributes that the gateway does not know are kept as they came. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [name: string]: Json;
}
/** The same while it is being changed. */
export type MutableObject = Record<string, Json>;

export const CORE_USER = 'urn:ietf:params:scim:schemas:core:2.0:User';
export const CORE_GROUP = 'urn:ietf:params:scim:schemas:core:2.0:Group';
const ENTERPRISE_USER = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
/** When a guest may come and go: the gateway's own extension of a user. Entra ID takes names of this form alone. */
export const PORTCULLIS_USER = 'urn:ietf:params:scim:schemas:extension:portcullis:2.0:User';

/** Names are compared without case (RFC 7643 section 2.1); these are written as the standard writes them. */
const KNOWN = new Map(
  [
    ...['schemas', 'id', 'externalId', 'meta', 'userName', 'name', 'displayName', 'nickName', 'active', 'emails'],
    ...['phoneNumbers', 'addresses', 'groups', 'roles', 'entitlements', 'members', 'title', 'userType', 'locale'],
    ...['notBefore', 'notAfter', 'value', 'type', 'primary', 'display', '$ref', 'givenName', 'familyName', 'formatted'],
    ...[CORE_USER, CORE_GROUP, ENTERPRISE_USER, PORTCULLIS_USER],
  ].map((name) => [name.toLowerCase(), name]),
);

const MULTI_VALUED = new Set(['members', 'emails', 'phoneNumbers', 'addresses', 'roles', 'entitlements', 'groups']);

/** RFC 7643 section 2.1: ATTRNAME. Leaves out what JavaScript would take for more than a name. */
const NAME = /^[A-Za-z$][A-Za-z0-9_$-]{0,127}$/;
const URN = /^urn:[A-Za-z0-9_.:-]{1,250}$/i;

export function isMultiValued(name: string): boolean {
  return MULTI_VALUED.has(name);
}

/** The standard's spelling of an attribute or schema; another name stays. @throws ScimError where it cannot be a name */
export function attributeName(name: string): string {
  if (!NAME.test(name) && !URN.test(name)) throw invalid('invalidPath', 'The name of an attribute is malformed.');
  return KNOWN.get(name.toLowerCase()) ?? name;
}

/** Under which name an object has an attribute, in whichever case. */
export function memberName(object: JsonObject, name: string): string {
  const known = attributeName(name);
  if (Object.hasOwn(object, known)) return known;
  const lower = known.toLowerCase();
  return Object.keys(object).find((each) => each.toLowerCase() === lower) ?? known;
}

/**
 * Writes members over those of the same names, in whichever case. It goes once over each: a lookup for every member would take their
 * product.
 */
export function mergeMembers(object: MutableObject, more: JsonObject): void {
  const names = new Map(Object.keys(object).map((name) => [name.toLowerCase(), name]));
  for (const [given, value] of Object.entries(more)) {
    const known = attributeName(given);
    const lower = known.toLowerCase();
    const name = Object.hasOwn(object, known) ? known : (names.get(lower) ?? known);
    names.set(lower, name);
    object[name] = value;
  }
}

/** Whether a name is that of a core schema, or of an attribute with it before. */
export function isOfCoreSchema(name: string): boolean {
  return [CORE_USER, CORE_GROUP].some((schema) => `${name}:`.toLowerCase().startsWith(`${schema}:`.toLowerCase()));
}

/** Whether a name of a resource is one by which its attribute would not be found: of a core schema, or of a guest's extension. */
export function hidesAttribute(name: string): boolean {
  return isOfCoreSchema(name) || name.toLowerCase().startsWith(`${PORTCULLIS_USER}:`.toLowerCase());
}

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * Takes a path apart: schema, attribute, sub-attribute. A name of a core schema says nothing and is left out.
 * @returns names to follow from the resource on, one to three
 */
export function pathNames(path: string): readonly string[] {
  if (!/^urn:/i.test(path)) return namesOfPath(path);
  const known = [CORE_USER, CORE_GROUP, ENTERPRISE_USER, PORTCULLIS_USER].find((schema) =>
    `${path.toLowerCase()}:`.startsWith(`${schema.toLowerCase()}:`),
  );
  const end = known?.length ?? path.lastIndexOf(':');
  const schema = attributeName(path.slice(0, end));
  const rest = path.slice(end + 1);
  const names = rest === '' ? [] : namesOfPath(rest);
  const isCore = schema === CORE_USER || schema === CORE_GROUP;
  return isCore ? names : [schema, ...names];
}

/** Attribute and sub-attribute. Attributes of these have none of their own (RFC 7643 section 2.3.8). */
function namesOfPath(path: string): readonly string[] {
  const names = path.split('.', 4);
  if (names.length > 3) throw invalid('invalidPath', 'The path is too deep.');
  return names.map(attributeName);
}
