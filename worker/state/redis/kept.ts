import {
  checkKeptPrefix,
  checkKeptRead,
  checkKeptWrite,
  encodePart,
  isBackedUp,
  type Kept,
  type KeptChange,
  MAX_KEPT_AT_ONCE,
} from '../../core/kept/index.ts';
import { MAX_PAGE_BYTES, PAGE_KEPT } from '../kept-pages.ts';
import type { Page, StateEntry } from '../port.ts';
import { shardOf } from '../shard.ts';
import { unknownCursor } from '../shard-pages.ts';
import { backupKeys, keptKeys } from './keys.ts';
import type { Reply } from './reply.ts';
import type { ScriptRunner } from './script-runner.ts';
import { RedisStateError } from './state-error.ts';

/** In the order of the keys. */
export async function readKept(
  run: ScriptRunner,
  home: string,
  keys: readonly string[],
): Promise<readonly (Kept | null)[]> {
  checkKeptRead(home, keys);
  if (keys.length === 0) return [];
  const { documents } = await keptKeys(home);
  const reply = await run('readKept', [documents], keys);
  const found = keys.map((key) => keptOf(key, reply));
  reply.end();
  return found;
}

/** All of them or none; `false` where a condition does not hold. */
export async function writeKept(run: ScriptRunner, home: string, changes: readonly KeptChange[]): Promise<boolean> {
  checkKeptWrite(home, changes);
  if (changes.length === 0) return true;
  const args = changes.flatMap(({ key, value, expires, ifVersion }) => [
    key,
    ifVersion === undefined ? '' : String(ifVersion ?? 0),
    expires === null ? 'inf' : String(expires),
    isBackedUp(key) ? '1' : '0',
    value === null ? 'd' : 'w',
    value ?? '',
  ]);
  const keys = [...(await homeKeys(home)), ...backupKeys(shardOf(home))];
  const reply = await run('writeKept', keys, [encodePart(home), ...args]);
  const isWritten = reply.flag();
  reply.end();
  return isWritten;
}

/** @param cursor the last key of the page before; `null` for the first page */
export async function listKept(
  run: ScriptRunner,
  home: string,
  prefix: string,
  cursor: string | null,
): Promise<Page<Kept>> {
  checkKeptPrefix(home, prefix);
  if (cursor !== null && !cursor.startsWith(prefix)) throw unknownCursor();
  const from = cursor === null ? `[${prefix}` : `(${cursor}`;
  // No key holds a character as high as the last.
  const limits = [from, `(${prefix}\u007f`, String(PAGE_KEPT), String(MAX_PAGE_BYTES)];
  const reply = await run('listKept', await homeKeys(home), limits);
  const next = reply.text();
  const entries: Kept[] = [];
  while (reply.hasMore()) {
    const kept = keptOf(reply.text(), reply);
    if (kept !== null) entries.push(kept);
  }
  return { entries, next: next === '' ? null : next };
}

/** What of a shard belongs into a backup. @param cursor the last name of the page before */
export async function backupPage(run: ScriptRunner, shard: number, cursor: string | null): Promise<Page<StateEntry>> {
  const from = cursor === null ? '-' : `(${cursor}`;
  const names = (await run('backupNames', backupKeys(shard), [from, String(MAX_KEPT_AT_ONCE)])).rest();
  const entries: StateEntry[] = [];
  for (const [home, own] of Map.groupBy(names.map(homeAndKey), (name) => name.home))
    for (const kept of await readKept(
      run,
      home,
      own.map(({ key }) => key),
    )) {
      if (kept === null) continue;
      const { version: _, ...document } = kept;
      entries.push({ kind: 'kept', home, ...document });
    }
  return { entries, next: names.length < MAX_KEPT_AT_ONCE ? null : (names.at(-1) ?? null) };
}

async function homeKeys(home: string): Promise<readonly string[]> {
  const { documents, names, ends } = await keptKeys(home);
  return [documents, names, ends];
}

function keptOf(key: string, reply: Reply): Kept | null {
  const version = reply.integer();
  const expires = reply.text();
  const value = reply.text();
  if (version === 0) return null;
  const seconds = expires === 'inf' ? null : Number(expires);
  if (expires === '' || Number.isNaN(seconds)) throw odd();
  return { key, value, version, expires: seconds };
}

function homeAndKey(name: string): { readonly home: string; readonly key: string } {
  const at = name.indexOf('/');
  if (at < 1) throw odd();
  return { home: decodeURIComponent(name.slice(0, at)), key: name.slice(at + 1) };
}

function odd(): RedisStateError {
  return new RedisStateError('Redis holds a document that this gateway did not write');
}
