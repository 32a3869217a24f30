import { Generations } from '../../../core/memory/index.ts';

/** Longer keys are not held, so that their number bounds what they take. */
const MAX_KEY_LENGTH = 1024;

/** Rows that were used last, by key. */
export class Recent<V> extends Generations<V> {
  override set(key: string, value: V): void {
    if (key.length > MAX_KEY_LENGTH) this.delete(key);
    else super.set(key, value);
  }
}
