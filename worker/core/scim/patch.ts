import {
  attributeName,
  isJsonObject,
  isMultiValued,
  type Json,
  type JsonObject,
  type MutableObject,
  memberName,
  mergeMembers,
  pathNames,
} from './attributes.ts';
import { type Condition, matches, parseFilter } from './filter.ts';
import { bytesOf, checkBytes } from './resource-size.ts';
import { invalid } from './scim-error.ts';

/** One operation of a PATCH (RFC 7644 section 3.5.2), its path taken apart. */
export interface Operation {
  readonly op: 'add' | 'replace' | 'remove';
  /** Names to follow, at least one. */
  readonly names: readonly string[];
  /** Which values of the attribute are meant; `null`: all. */
  readonly filter: readonly Condition[] | null;
  /** Attribute of the values that the filter finds; `null`: the whole value. */
  readonly sub: string | null;
  readonly value: Json;
}

const MAX_OPERATIONS = 1000;
/** Of attributes other than members. */
const MAX_CHANGES = 200;

/** Reads the body of a PATCH. Operations are written in any case, as Entra ID does. */
export function parsePatch(body: unknown): readonly Operation[] {
  const listed = isJsonObject(body) ? body[memberName(body, 'Operations')] : undefined;
  if (!Array.isArray(listed) || listed.length === 0 || listed.length > MAX_OPERATIONS)
    throw invalid('invalidSyntax', `"Operations" must be a list of 1 to ${MAX_OPERATIONS}.`);
  return listed.flatMap((each: Json) => parseOperation(each));
}

function parseOperation(operation: Json): readonly Operation[] {
  if (!isJsonObject(operation)) throw invalid('invalidSyntax', 'An operation must be an object.');
  const op = String(operation[memberName(operation, 'op')]).toLowerCase();
  if (op !== 'add' && op !== 'replace' && op !== 'remove')
    throw invalid('invalidSyntax', '"op" must be "add", "replace" or "remove".');
  const path = operation[memberName(operation, 'path')] ?? null;
  const value = operation[memberName(operation, 'value')];
  if (op !== 'remove' && value === undefined) throw invalid('invalidValue', '"value" is missing.');
  if (path === null) return ofWhole(op, value ?? null);
  if (typeof path !== 'string') throw invalid('invalidPath', '"path" must be a text.');
  return ofPath(op, path, value ?? null);
}

function ofPath(op: Operation['op'], path: string, value: Json): readonly Operation[] {
  const target = parsePath(path);
  // The name of a core schema alone: the resource itself, as without a path.
  return target.names.length === 0 && target.filter === null ? ofWhole(op, value) : [single(op, target, value)];
}

/** Each member is an operation with the member's name as its path, such as `name.givenName`. An id is never changed. */
function ofWhole(op: Operation['op'], value: Json): readonly Operation[] {
  if (op === 'remove') throw invalid('noTarget', '"remove" needs the path of an attribute.');
  if (!isJsonObject(value))
    throw invalid('invalidValue', 'Without an attribute in the path, "value" must be an object.');
  return Object.entries(value)
    .filter(([name]) => !['id', 'schemas', 'meta'].includes(name.toLowerCase()))
    .map(([name, each]) => single(op, parsePath(name), each));
}

function single(op: Operation['op'], target: Pick<Operation, 'names' | 'filter' | 'sub'>, value: Json): Operation {
  if (target.names.length === 0) throw invalid('invalidPath', 'The path names no attribute.');
  return { op, ...target, value };
}

/** `attribute`, `attribute.sub`, `attribute[filter]`, `attribute[filter].sub`, each with a schema before it or without. */
function parsePath(path: string): Pick<Operation, 'names' | 'filter' | 'sub'> {
  const open = path.indexOf('[');
  if (open < 0) return { names: pathNames(path.trim()), filter: null, sub: null };
  const close = path.lastIndexOf(']');
  const rest = path.slice(close + 1).trim();
  if (close < open || (rest !== '' && !rest.startsWith('.'))) throw invalid('invalidPath', 'The path is malformed.');
  return {
    names: pathNames(path.slice(0, open).trim()),
    filter: parseFilter(path.slice(open + 1, close)),
    sub: rest === '' ? null : attributeName(rest.slice(1)),
  };
}

/**
 * Applies operations, one after another. Each costs as much as the resource is long, so there is a limit to both: to what each brings,
 * and to the resource after each, not after all.
 * @returns a new resource
 * @throws ScimError
 */
export function applyPatch(resource: JsonObject, operations: readonly Operation[]): JsonObject {
  if (operations.length > MAX_CHANGES)
    throw invalid('tooMany', `At most ${MAX_CHANGES} attributes are changed at once.`);
  for (const { value } of operations) checkBytes(bytesOf(value));
  const changed = structuredClone(resource) as MutableObject;
  for (const operation of operations) {
    applyOne(changed, operation);
    checkBytes(bytesOf(changed));
  }
  return changed;
}

function applyOne(resource: MutableObject, operation: Operation): void {
  const { op, names, filter } = operation;
  const last = names.at(-1);
  if (last === undefined) throw invalid('invalidPath', 'The path names no attribute.');
  const parent = parentOf(resource, names, op !== 'remove');
  if (parent === null) return;
  const name = memberName(parent, last);
  if (filter !== null) applyToValues(parent, name, operation, filter);
  else if (op === 'remove') remove(parent, name, operation.value);
  else assign(parent, name, op, operation.value);
}

/** The object that holds the last name; made on the way where `create`. `null`: there is none. */
function parentOf(resource: MutableObject, names: readonly string[], create: boolean): MutableObject | null {
  let object = resource;
  for (const each of names.slice(0, -1)) {
    const name = memberName(object, each);
    const next = object[name];
    if (isJsonObject(next)) object = next as MutableObject;
    else if (!create) return null;
    else {
      const made: MutableObject = {};
      object[name] = made;
      object = made;
    }
  }
  return object;
}

function assign(parent: MutableObject, name: string, op: 'add' | 'replace', value: Json): void {
  const before = parent[name];
  if (isMultiValued(name)) {
    const values = Array.isArray(value) ? (value as readonly Json[]) : [value];
    parent[name] = op === 'add' ? joined(listOf(before), values) : joined([], values);
  } else if (isJsonObject(before) && isJsonObject(value)) {
    mergeMembers(before as MutableObject, value);
  } else parent[name] = value;
}

/** Without the same value twice: of members, the one with the same id. */
function joined(before: readonly Json[], more: readonly Json[]): Json[] {
  return [...new Map([...before, ...more].map((each) => [identityOf(each), each])).values()];
}

/** What makes a value the same as another: its `value`, where it has one (RFC 7643 section 2.4), with its type. */
function identityOf(value: Json): string {
  if (!isJsonObject(value)) return JSON.stringify(value);
  const id = value['value'];
  return id === undefined ? JSON.stringify(value) : JSON.stringify([id, value['type'] ?? null]);
}

/**
 * By the standard, a path without a filter removes all values. Entra ID names in `value` those that it means: of a group with a
 * thousand members, one must go, and the others must not.
 */
function remove(parent: MutableObject, name: string, value: Json): void {
  if (value === null || !isMultiValued(name)) {
    delete parent[name];
    return;
  }
  const gone = new Set((Array.isArray(value) ? (value as readonly Json[]) : [value]).map(idOfMember));
  if (gone.size === 0 || gone.has(null)) throw invalid('invalidValue', 'Which values to remove is not clear.');
  parent[name] = listOf(parent[name]).filter((each) => !gone.has(idOfMember(each)));
}

function idOfMember(member: Json): string | null {
  const value = isJsonObject(member) ? member['value'] : member;
  return typeof value === 'string' ? value : null;
}

function applyToValues(
  parent: MutableObject,
  name: string,
  { op, sub, value }: Operation,
  filter: readonly Condition[],
): void {
  const values = listOf(parent[name]);
  const meant = values.filter((each) => matches(filter, each));
  // The value stands once in each.
  if (op !== 'remove') checkBytes(meant.length * bytesOf(value));
  if (op === 'remove' && sub === null) parent[name] = values.filter((each) => !matches(filter, each));
  else if (meant.length > 0) for (const each of meant) changeValue(each, op, sub, value);
  // Entra ID sets `emails[type eq "work"].value` of a person who has none yet.
  else if (op !== 'remove' && name !== 'members') parent[name] = [...values, newValue(filter, sub, value)];
  else if (op !== 'remove') throw invalid('noTarget', 'The filter of the path matches nothing.');
}

function changeValue(each: Json, op: Operation['op'], sub: string | null, value: Json): void {
  if (!isJsonObject(each)) throw invalid('noTarget', 'The filter of the path matches a value without attributes.');
  const object = each as MutableObject;
  if (sub === null) {
    if (!isJsonObject(value)) throw invalid('invalidValue', 'The value must be an object.');
    mergeMembers(object, value);
  } else if (op === 'remove') delete object[memberName(object, sub)];
  else object[memberName(object, sub)] = value;
}

function newValue(filter: readonly Condition[], sub: string | null, value: Json): Json {
  const known = filter.flatMap(({ names, value: literal }) => (names[0] === undefined ? [] : [[names[0], literal]]));
  const own = sub === null ? (isJsonObject(value) ? value : { value }) : { [sub]: value };
  return { ...(Object.fromEntries(known) as JsonObject), ...own };
}

function listOf(value: Json | undefined): readonly Json[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? (value as readonly Json[]) : [value];
}
