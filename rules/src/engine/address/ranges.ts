import type { AddressRanges } from '../../policy/index.ts';
import type { Words } from './ipv6-words.ts';
import { type Prefix, wordMask } from './parse-prefix.ts';

type Network = { readonly words: Words; readonly length: number };

/** Room for the length of a prefix, 0 to 32, behind its first address in one sortable number. */
const LENGTHS = 64;

/** Joins networks into the fewest ranges and prefixes. Neither the order of `prefixes` nor repetition matters. */
export function compileRanges(prefixes: readonly Prefix[]): AddressRanges {
  const v4: number[] = [];
  const v6: Network[] = [];
  for (const prefix of prefixes) {
    if (prefix.kind === 4) v4.push(prefix.value * LENGTHS + prefix.length);
    else v6.push(prefix);
  }
  return { v4: mergedRanges(Float64Array.from(v4).sort()), v6: fewestPrefixes(v6.sort(compareNetworks)) };
}

/** @param sorted first address and length of each network, as one number */
function mergedRanges(sorted: Float64Array): readonly number[] {
  const merged: number[] = [];
  for (const network of sorted) {
    const first = Math.floor(network / LENGTHS);
    const last = first + 2 ** (32 - (network % LENGTHS)) - 1;
    const previousLast = merged.at(-1);
    if (previousLast === undefined || first > previousLast + 1) merged.push(first, last);
    else if (last > previousLast) merged[merged.length - 1] = last;
  }
  return merged;
}

/** @param sorted wider networks before those inside them */
function fewestPrefixes(sorted: readonly Network[]): readonly number[] {
  const kept: Network[] = [];
  for (const network of sorted) {
    const previous = kept.at(-1);
    if (previous !== undefined && startsWith(network.words, previous)) continue;
    kept.push(network);
    joinHalves(kept);
  }
  return kept.flatMap(({ words, length }) => [...words, length]);
}

/** As long as the last two networks are the halves of a wider one, that one takes their place. */
function joinHalves(kept: Network[]): void {
  for (;;) {
    const [lower, upper] = [kept.at(-2), kept.at(-1)];
    if (lower === undefined || upper === undefined || lower.length !== upper.length) return;
    const whole = { words: lower.words, length: lower.length - 1 };
    if (!startsWith(upper.words, whole)) return;
    kept.splice(-2, 2, whole);
  }
}

function startsWith(words: Words, { words: network, length }: Network): boolean {
  for (const index of [0, 1, 2, 3] as const) {
    if (((words[index] ^ network[index]) & wordMask(length - 32 * index)) !== 0) return false;
  }
  return true;
}

function compareNetworks(a: Network, b: Network): number {
  for (const index of [0, 1, 2, 3] as const) {
    const difference = a.words[index] - b.words[index];
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}
