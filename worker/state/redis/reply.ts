import { FlatReader } from '../flat-reader.ts';
import type { ScriptName } from './scripts.ts';
import { RedisStateError } from './state-error.ts';

/** The reply of a script, after its name. */
export type Reply = FlatReader;

/** @throws RedisStateError, as its methods do, where it is not what the script gives */
export function readReply(name: ScriptName, value: unknown): Reply {
  const items: readonly unknown[] = Array.isArray(value) ? value : [];
  const odd = (at: number): RedisStateError => new RedisStateError(`Redis answered oddly to "${name}", at item ${at}`);
  if (items[0] !== name) throw odd(1);
  return new FlatReader(items, odd, 1);
}
