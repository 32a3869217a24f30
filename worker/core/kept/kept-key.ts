import { isSessionText as isText } from '@portcullis/rules/engine';

/**
 * What kept documents are about: the first part of their keys. `backup`: whether they belong into a backup, because people
 * or their provider decided them. Sessions, and what leads to them, end by themselves.
 */
const KINDS = {
  /** A session, for its user and for operators. In a provider's home: leads from its session to ours. */
  session: { backup: false },
  /** How far a session's cookies have come. */
  generation: { backup: false },
  /** In a provider's home: leads from a person to their sessions. */
  subject: { backup: false },
  name: { backup: false },
  /** In a provider's home: leads from a person to those of the sessions for which the provider gave no id. */
  unnamed: { backup: false },
  /** What must be taken once alone: ids of signals, challenges. */
  once: { backup: false },
  /** In a provider's home: that someone was just ended, for those who are about to sign in. */
  ended: { backup: false },
  /** When a provider was last asked about a session. */
  recheck: { backup: false },
  /** A device's key for a session. */
  device: { backup: false },
  /** By what a session came, sealed: its provider, and what that gave. */
  source: { backup: false },
  /** A provider's directory, and what makes its names unique. */
  user: { backup: true },
  group: { backup: true },
  username: { backup: true },
  external: { backup: true },
  /** How a tenant's own people sign in. */
  identity: { backup: true },
  /** In a provider's home: leads from an entry of its directory to the sessions of the person. */
  member: { backup: false },
  /** In a provider's directory: who is in a group, and in which groups someone is. */
  roster: { backup: true },
  groups: { backup: true },
  groupname: { backup: true },
  /** Where the pages of a list begin. */
  places: { backup: false },
  /** Sessions that a change of the directory ends, until they have ended. */
  owed: { backup: true },
  /** When a provider was last heard, by each way. */
  heard: { backup: false },
  /** Who acted as whom, for the tenant to see. */
  acting: { backup: true },
  /** Who has an end date: a session, in its tenant's home; an entry of a directory, in its provider's. */
  guest: { backup: true },
  /** Credentials of machines. */
  token: { backup: true },
} as const satisfies Readonly<Record<string, { readonly backup: boolean }>>;

export type KeptKind = keyof typeof KINDS;

/** Of a part, encoded: a key has room for it and for a tenant and a user besides. */
const MAX_PART_LENGTH = 256;

/** At least a kind and one part; what stands in a part besides letters, digits, `-`, `_`, `.` and `~` is encoded. */
const KEY = /^[a-z]+(?:\/[\w.~%-]*)+$/;

/** The key of a document. Parts may be any text: different ones never give the same key. */
export function keptKey(kind: KeptKind, ...parts: readonly [string, ...string[]]): string {
  return [kind, ...parts.map(encodePart)].join('/');
}

/** How the keys begin of all documents of a kind that have these first parts. */
export function keptPrefix(kind: KeptKind, ...parts: readonly string[]): string {
  return `${[kind, ...parts.map(encodePart)].join('/')}/`;
}

/** The parts of a key after its kind, as {@link keptKey} took them. */
export function keptParts(key: string): readonly string[] {
  return key.split('/').slice(1).map(decodeURIComponent);
}

/** Of any text, one that consists of letters, digits, `-`, `_`, `.`, `~` and `%` alone. Throws on half a character (a lone surrogate). */
export function encodePart(part: string): string {
  return encodeURIComponent(part).replaceAll(/[!'()*]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`);
}

/** Whether a text from outside can be a part of a key: short, without control characters, and one that can be encoded. */
export function isKeyPart(value: unknown): value is string {
  return isText(value) && value.isWellFormed() && encodePart(value).length <= MAX_PART_LENGTH;
}

export function isKeptKey(text: string): boolean {
  return KEY.test(text) && Object.hasOwn(KINDS, kindOf(text));
}

/** Whether the document belongs into a backup. @param key as {@link keptKey} gave it */
export function isBackedUp(key: string): boolean {
  const kind = kindOf(key);
  return Object.hasOwn(KINDS, kind) && KINDS[kind as KeptKind].backup;
}

function kindOf(key: string): string {
  return key.slice(0, Math.max(0, key.indexOf('/')));
}
