import { isKeptKey } from './kept-key.ts';

/** A document that shared state keeps, under its key, in its home. */
export interface Kept {
  readonly key: string;
  readonly value: string;
  /** Another one after each write, even if the document was taken away in between. */
  readonly version: number;
  /** From this moment on it is not there any more; seconds since the epoch. `null`: it stays. */
  readonly expires: number | null;
}

/** One document to write. */
export interface KeptChange {
  readonly key: string;
  /** `null`: take it away. */
  readonly value: string | null;
  /** As in {@link Kept}. */
  readonly expires: number | null;
  /** The version that it must have; `null`: it must not be there. Absent: whichever. */
  readonly ifVersion?: number | null;
}

/** Documents that one call writes or reads at most. */
export const MAX_KEPT_AT_ONCE = 64;
const MAX_VALUE_BYTES = 64 * 1024;
/** Of all values of one call. */
const MAX_WRITE_BYTES = 512 * 1024;
const MAX_KEY_LENGTH = 1024;
const MAX_HOME_LENGTH = 256;

const utf8 = new TextEncoder();

/** @throws RangeError where a read asks for more than state keeps */
export function checkKeptRead(home: string, keys: readonly string[]): void {
  checkHome(home);
  if (keys.length > MAX_KEPT_AT_ONCE)
    throw new RangeError(`at most ${MAX_KEPT_AT_ONCE} documents are read at once, not ${keys.length}`);
  keys.forEach(checkKey);
}

/** @throws RangeError where documents are larger, or more of them, than state keeps */
export function checkKeptWrite(home: string, changes: readonly KeptChange[]): void {
  checkHome(home);
  if (changes.length > MAX_KEPT_AT_ONCE)
    throw new RangeError(`at most ${MAX_KEPT_AT_ONCE} documents are written at once, not ${changes.length}`);
  if (new Set(changes.map(({ key }) => key)).size < changes.length)
    throw new RangeError('a document is written twice in one call');
  const bytes = changes.reduce((sum, change) => sum + checkedBytes(change), 0);
  if (bytes > MAX_WRITE_BYTES)
    throw new RangeError(`at most ${MAX_WRITE_BYTES} bytes are written at once, not ${bytes}`);
}

/** @throws RangeError where no key can begin so */
export function checkKeptPrefix(home: string, prefix: string): void {
  checkHome(home);
  checkKey(prefix);
}

function checkedBytes({ key, value, expires }: KeptChange): number {
  checkKey(key);
  if (expires !== null && !(expires >= 0 && expires < Number.MAX_SAFE_INTEGER / 1000))
    throw new RangeError('the end of a document must be seconds since 1970');
  if (value === null) return 0;
  if (!value.isWellFormed()) throw new RangeError('a document is not well-formed text');
  const { length } = utf8.encode(value);
  if (length > MAX_VALUE_BYTES) throw new RangeError(`a document has at most ${MAX_VALUE_BYTES} bytes, not ${length}`);
  return length;
}

function checkHome(home: string): void {
  if (home === '' || home.length > MAX_HOME_LENGTH || !home.isWellFormed())
    throw new RangeError(`the home of documents has 1 to ${MAX_HOME_LENGTH} characters`);
}

function checkKey(key: string): void {
  if (key.length > MAX_KEY_LENGTH || !isKeptKey(key))
    throw new RangeError(`the key of a document is one that keptKey made, of at most ${MAX_KEY_LENGTH} characters`);
}
