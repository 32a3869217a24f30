import { keptKey, keptPrefix } from '../core/kept/index.ts';
import type { KeptChange } from '../state/port.ts';
import type { Directory } from './directory.ts';

/** A part of the people of a directory, in the order of their names. */
export interface UserPage {
  readonly ids: readonly string[];
  /** How many there are in all. */
  readonly total: number;
}

/** Where the pages of the index begin: what makes any place in it cheap to reach. */
interface Places {
  readonly total: number;
  /** How many people come before, and the cursor from there on; the first is `[0, null]`. */
  readonly starts: readonly (readonly [before: number, cursor: string | null])[];
}

const KEY = keptKey('places', 'users');
/** Longer than it takes to go through the largest directory. */
const KEPT_SECONDS = 600;
/** Of more, every second one is kept: the document stays small. */
const MAX_STARTS = 256;

/**
 * A change of who is in the directory, or of a name: what was noted of the index does not hold any more. It is written with the change,
 * so that a count that was going on meanwhile is not kept.
 */
export function placesChange(nowSeconds: number): KeptChange {
  return { key: KEY, value: '', expires: nowSeconds + KEPT_SECONDS };
}

/**
 * People from a place on. The whole index is read once after it has changed; from then on, a page costs the same wherever it is.
 * @param skip how many come before
 */
export async function listUsers(directory: Directory, skip: number, count: number): Promise<UserPage> {
  const { total, starts } = await placesOf(directory);
  const start = starts.findLast(([before]) => before <= skip) ?? [0, null];
  const ids: string[] = [];
  let [before, cursor]: readonly [number, string | null] = start;
  while (before < Math.min(skip + count, total)) {
    const page = await readPage(directory, cursor);
    ids.push(...page.ids.slice(Math.max(0, skip - before), Math.max(0, skip + count - before)));
    before += page.ids.length;
    cursor = page.next;
    if (cursor === null) break;
  }
  return { ids, total };
}

async function placesOf(directory: Directory): Promise<Places> {
  const { state, home } = directory;
  const [kept = null] = await state.readKept(home, [KEY]);
  if (kept !== null && kept.value !== '') return JSON.parse(kept.value) as Places;
  const places = await countUsers(directory);
  const expires = Math.floor(Date.now() / 1000) + KEPT_SECONDS;
  // Where someone has come or gone meanwhile, the answer is as good as any, but not kept.
  await state.writeKept(home, [{ key: KEY, value: JSON.stringify(places), expires, ifVersion: kept?.version ?? null }]);
  return places;
}

async function countUsers(directory: Directory): Promise<Places> {
  let starts: (readonly [number, string | null])[] = [];
  let total = 0;
  let cursor: string | null = null;
  do {
    starts.push([total, cursor]);
    if (starts.length > MAX_STARTS) starts = starts.filter((_, index) => index % 2 === 0);
    const page = await readPage(directory, cursor);
    total += page.ids.length;
    cursor = page.next;
  } while (cursor !== null);
  return { total, starts };
}

async function readPage({ state, home }: Directory, cursor: string | null) {
  const { entries, next } = await state.listKept(home, keptPrefix('username'), cursor);
  return { ids: entries.flatMap(({ value }) => idOfName(value) ?? []), next };
}

/** Where a name leads to; `!` stands before the id of someone who is gone, so that lists need not read each. */
export function pointer(id: string, gone: boolean): string {
  return gone ? `!${id}` : id;
}

export function idOfPointer(value: string): string {
  return value.startsWith('!') ? value.slice(1) : value;
}

/** `null`: someone who is gone. */
export function idOfName(value: string): string | null {
  return value.startsWith('!') ? null : value;
}
