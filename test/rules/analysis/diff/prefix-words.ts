import { type Address, createAddressMatcher } from '@portcullis/rules/engine';
import { rangesOf } from '../../engine/sample-engine.ts';

/** Whether the words of the dimension `addresses` hold the address; `null` for the unknown one. */
export function holds(words: readonly string[], address: Address | null): boolean {
  return words.some((word) => {
    if (word === 'every address') return true;
    if (word.startsWith('all but ')) return !holds(word.slice('all but '.length).split(', '), address);
    if (word === 'unknown address') return address === null;
    return address !== null && createAddressMatcher(rangesOf(word))(address);
  });
}
