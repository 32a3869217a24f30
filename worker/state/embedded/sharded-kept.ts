import { checkKeptPrefix, checkKeptRead, checkKeptWrite, type Kept, type KeptChange } from '../../core/kept/index.ts';
import type { Page } from '../port.ts';
import { shardOf } from '../shard.ts';
import type { AskObject } from './sharded-admin.ts';

/** @param ask as a request waits */
export async function readKept(
  ask: AskObject,
  home: string,
  keys: readonly string[],
): Promise<readonly (Kept | null)[]> {
  checkKeptRead(home, keys);
  return ask(shardOf(home), (object) => object.readKept(home, keys));
}

export async function writeKept(ask: AskObject, home: string, changes: readonly KeptChange[]): Promise<boolean> {
  checkKeptWrite(home, changes);
  return ask(shardOf(home), (object) => object.writeKept(home, changes));
}

export async function listKept(
  ask: AskObject,
  home: string,
  prefix: string,
  cursor: string | null,
): Promise<Page<Kept>> {
  checkKeptPrefix(home, prefix);
  return ask(shardOf(home), (object) => object.listKept(home, prefix, cursor));
}
