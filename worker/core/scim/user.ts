import { momentOf } from '@portcullis/rules/engine';
import { isKeyPart } from '../kept/index.ts';
import {
  attributeName,
  CORE_USER,
  hidesAttribute,
  isJsonObject,
  type Json,
  type JsonObject,
  type MutableObject,
  PORTCULLIS_USER,
} from './attributes.ts';
import { bytesOf, checkBytes } from './resource-size.ts';
import { invalid } from './scim-error.ts';

/** A person of a directory: the resource as the client sent it, and what the gateway goes by. */
export interface ScimUser {
  /** Without `id`, `meta` and `groups`, which are the gateway's to say. */
  readonly resource: JsonObject;
  readonly userName: string;
  readonly externalId: string | null;
  readonly active: boolean;
  /** Lower case. */
  readonly emails: readonly string[];
  /** Of a guest: when the person may come and must go; seconds since the epoch. */
  readonly notBefore: number | null;
  readonly notAfter: number | null;
}

/** Set by the gateway alone: an id that a client chooses could be another person's. */
const OWN = new Set(['id', 'meta', 'groups']);

/**
 * Reads a user.
 * @param activeBefore whether the person is active, as far as known: what a client leaves out stays as it is. `null`: a new person
 * @throws ScimError
 */
export function readUser(body: unknown, activeBefore: boolean | null): ScimUser {
  const resource = ownNames(body);
  const userName = resource['userName'];
  if (!isKeyPart(userName)) throw invalid('invalidValue', '"userName" is missing or not a short text.');
  const externalId = resource['externalId'] ?? null;
  if (externalId !== null && !isKeyPart(externalId))
    throw invalid('invalidValue', '"externalId" must be a short text.');
  const stated = resource['active'];
  const active = stated === undefined || stated === null ? (activeBefore ?? true) : truth(stated);
  const window = windowOf(resource[PORTCULLIS_USER]);
  const known = { ...resource, active };
  checkBytes(bytesOf(known));
  return {
    resource: { schemas: [CORE_USER], ...known },
    userName,
    externalId,
    active,
    emails: emailsOf(resource['emails']),
    notBefore: timeOf('notBefore', window['notBefore']),
    notAfter: timeOf('notAfter', window['notAfter']),
  };
}

/**
 * The attributes of a resource, by the names of the standard, without those that the gateway sets.
 * @throws ScimError also where attributes hide behind the name of their core schema: kept as they came, they would mean nothing
 */
export function ownNames(body: unknown): MutableObject {
  if (!isJsonObject(body)) throw invalid('invalidSyntax', 'The body is not a JSON object.');
  if (Object.keys(body).some(hidesAttribute))
    throw invalid(
      'invalidSyntax',
      'Attributes stand in the resource, or in the object of their extension, under their own names.',
    );
  return Object.fromEntries(
    Object.entries(body)
      .map(([name, value]) => [attributeName(name), value] as const)
      .filter(([name]) => !OWN.has(name)),
  );
}

/** Entra ID writes `"False"`: taken for a text, it would be true. Anything that is neither is refused, not guessed. */
function truth(value: Json): boolean {
  if (typeof value === 'boolean') return value;
  const [only, ...more] = Array.isArray(value) ? (value as readonly Json[]) : [];
  if (isJsonObject(only) && more.length === 0 && only['value'] !== undefined) return truth(only['value']);
  const word = typeof value === 'string' ? value.toLowerCase() : null;
  if (word === 'true' || word === 'false') return word === 'true';
  throw invalid('invalidValue', '"active" must be true or false.');
}

function emailsOf(emails: Json | undefined): readonly string[] {
  return (Array.isArray(emails) ? (emails as readonly Json[]) : [])
    .map((each) => (isJsonObject(each) ? each['value'] : each))
    .filter(isKeyPart)
    .map((email) => email.toLowerCase())
    .slice(0, 20);
}

/** When a guest may be here. What is written otherwise is refused: passed over, it would let the guest stay. */
function windowOf(extension: Json | undefined): MutableObject {
  if (extension === undefined || extension === null) return {};
  if (!isJsonObject(extension)) throw invalid('invalidValue', `"${PORTCULLIS_USER}" must be an object.`);
  const window = ownNames(extension);
  if (Object.keys(window).some((name) => name !== 'notBefore' && name !== 'notAfter'))
    throw invalid('invalidValue', `"${PORTCULLIS_USER}" has "notBefore" and "notAfter" alone.`);
  return window;
}

function timeOf(name: string, value: Json | undefined): number | null {
  const seconds = momentOf(value);
  if (seconds === undefined)
    throw invalid('invalidValue', `"${name}" must be a time with a zone, such as 2026-01-31T08:00:00Z.`);
  return seconds;
}

/** Whether the directory bounds a session of the person: there must be none, or none at every time. */
export function isBound({ active, notBefore, notAfter }: ScimUser): boolean {
  return !active || notBefore !== null || notAfter !== null;
}

/** Whether a session that the person has may now be worth more than the person. New names may lead to another tenant or other roles. */
export function tightens(before: ScimUser, after: ScimUser): boolean {
  const worth = ({ resource, userName, externalId, notBefore, notAfter }: ScimUser) =>
    JSON.stringify([resource['roles'], resource['entitlements'], userName, externalId, notBefore, notAfter]);
  return (before.active && !after.active) || worth(before) !== worth(after);
}
