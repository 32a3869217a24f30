import type { ProviderRule, SessionRule } from '@portcullis/rules/policy';
import { keptKey } from '../core/kept/index.ts';
import type { ScimGroup, ScimUser } from '../core/scim/index.ts';
import type { Kept, KeptChange, StatePort } from '../state/port.ts';
import { providerHome } from './end-sessions.ts';

/** The directory of one identity provider, in shared state. */
export interface Directory {
  readonly state: StatePort;
  readonly home: string;
  readonly rule: ProviderRule;
  readonly session: SessionRule;
}

interface Times {
  /** Seconds since the epoch. */
  readonly created: number;
  readonly modified: number;
}

export interface StoredUser extends ScimUser, Times {
  /** The person was deleted. What is left keeps the names: with them, there is no session. */
  readonly gone: boolean;
}

export interface StoredGroup extends ScimGroup, Times {}

/** A document with its version, so that a change can depend on it. */
export interface Entry<T> {
  readonly id: string;
  readonly version: number;
  readonly value: T;
}

export function directoryIn(state: StatePort, rule: ProviderRule, session: SessionRule): Directory {
  return { state, home: providerHome(rule.id), rule, session };
}

/** Changes are repeated where someone else's came in between. */
const MAX_ATTEMPTS = 8;
const READ_AT_ONCE = 64;

/**
 * Prepares changes and writes them, again where another request changed the same documents in the meantime.
 * @throws where others keep changing them
 */
export async function writeChanges<T>(
  { state, home }: Directory,
  prepare: () => Promise<{ readonly result: T; readonly changes: readonly KeptChange[] }>,
): Promise<T> {
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
    const { result, changes } = await prepare();
    if (changes.length === 0 || (await state.writeKept(home, changes))) return result;
  }
  throw new Error('the directory keeps changing');
}

/** Documents of a kind by their ids, in that order. */
export async function readEntries<T>(
  { state, home }: Directory,
  kind: 'user' | 'group',
  ids: readonly string[],
): Promise<readonly (Entry<T> | null)[]> {
  const found: (Kept | null)[] = [];
  for (let first = 0; first < ids.length; first += READ_AT_ONCE) {
    const keys = ids.slice(first, first + READ_AT_ONCE).map((id) => keptKey(kind, id));
    found.push(...(await state.readKept(home, keys)));
  }
  return found.map((document, index) => {
    const id = ids[index];
    return document === null || id === undefined
      ? null
      : { id, version: document.version, value: JSON.parse(document.value) as T };
  });
}

/** Every key that begins so. */
export async function listKeys({ state, home }: Directory, prefix: string): Promise<readonly Kept[]> {
  const documents: Kept[] = [];
  let cursor: string | null = null;
  do {
    const page = await state.listKept(home, prefix, cursor);
    documents.push(...page.entries);
    cursor = page.next;
  } while (cursor !== null);
  return documents;
}
