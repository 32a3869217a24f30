import { encodePart } from '@portcullis/rules/engine';

/**
 * What kept documents are about: the first part of their keys. `backup`: whether they belong into a backup, because people
 * or their provider decided them. Sessions, and what leads to them, end by themselves. `ofSession`: whether they lie in the home of a
 * session's tenant, under its user and id, and are of no use once it has ended.
 */
const KINDS = {
  /** A session, for its user and for operators. In a provider's home: leads from its session to ours. */
  session: { backup: false, ofSession: true },
  /** How far a session's cookies have come. */
  generation: { backup: false, ofSession: true },
  /** In a provider's home: leads from a person to their sessions. */
  subject: { backup: false, ofSession: false },
  name: { backup: false, ofSession: false },
  /** In a provider's home: leads from a person to those of the sessions for which the provider gave no id. */
  unnamed: { backup: false, ofSession: false },
  /** What must be taken once alone: ids of signals, challenges. */
  once: { backup: false, ofSession: false },
  /** In a provider's home: that someone was just ended, for those who are about to sign in. */
  ended: { backup: false, ofSession: false },
  /** When a provider was last asked about a session. */
  recheck: { backup: false, ofSession: true },
  /** A device's key for a session: named after the first session that it was for, while others may have taken its place. */
  device: { backup: false, ofSession: false },
  /** By what a session came, sealed: its provider, and what that gave. */
  source: { backup: false, ofSession: true },
  /** A provider's directory, and what makes its names unique. */
  user: { backup: true, ofSession: false },
  group: { backup: true, ofSession: false },
  username: { backup: true, ofSession: false },
  external: { backup: true, ofSession: false },
  /** How a tenant's own people sign in. */
  identity: { backup: true, ofSession: false },
  /** In a provider's home: leads from an entry of its directory to the sessions of the person. */
  member: { backup: false, ofSession: false },
  /** In a provider's directory: who is in a group, and in which groups someone is. */
  roster: { backup: true, ofSession: false },
  groups: { backup: true, ofSession: false },
  groupname: { backup: true, ofSession: false },
  /** Where the pages of a list begin. */
  places: { backup: false, ofSession: false },
  /** Sessions that a change of the directory ends, until they have ended. */
  owed: { backup: true, ofSession: false },
  /** When a provider was last heard, by each way. */
  heard: { backup: false, ofSession: false },
  /** Who acted as whom, for the tenant to see. */
  acting: { backup: true, ofSession: false },
  /** Who has an end date: a session, in its tenant's home; an entry of a directory, in its provider's. */
  guest: { backup: true, ofSession: true },
  /** Credentials of machines. */
  token: { backup: true, ofSession: false },
} as const satisfies Readonly<Record<string, { readonly backup: boolean; readonly ofSession: boolean }>>;

export type KeptKind = keyof typeof KINDS;

const SESSION_KINDS = (Object.keys(KINDS) as KeptKind[]).filter((kind) => KINDS[kind].ofSession);

/** At least a kind and one part; what stands in a part besides letters, digits, `-`, `_`, `.` and `~` is encoded. */
const KEY = /^[a-z]+(?:\/[\w.~%-]*)+$/;

/** The key of a document. Parts may be any text: different ones never give the same key. */
export function keptKey(kind: KeptKind, ...parts: readonly [string, ...string[]]): string {
  return [kind, ...parts.map(encodePart)].join('/');
}

/** Keys of all that may be kept of a session, in the home of its tenant: what goes with it. */
export function keptOfSession({ user, id }: { readonly user: string; readonly id: string }): readonly string[] {
  return SESSION_KINDS.map((kind) => keptKey(kind, user, id));
}

/** How the keys begin of all documents of a kind that have these first parts. */
export function keptPrefix(kind: KeptKind, ...parts: readonly string[]): string {
  return `${[kind, ...parts.map(encodePart)].join('/')}/`;
}

/** The parts of a key after its kind, as {@link keptKey} took them. */
export function keptParts(key: string): readonly string[] {
  return key.split('/').slice(1).map(decodeURIComponent);
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
