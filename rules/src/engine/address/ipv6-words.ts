import { parseIpv4 } from './ipv4.ts';

/** An IPv6 address as four unsigned 32-bit numbers, most significant first. */
export type Words = readonly [number, number, number, number];

/** Longest spelling: eight groups whose last two are written as IPv4. */
const MAX_LENGTH = 45;
const GROUP = /^[0-9a-fA-F]{1,4}$/;

/** Reads the text forms of RFC 4291 section 2.2; `null` for anything else, zone ids and brackets included. */
export function parseIpv6Words(text: string): Words | null {
  if (text.length < 2 || text.length > MAX_LENGTH) return null;
  const gap = text.indexOf('::');
  if (gap === -1) return wordsOf(parseGroups(text));
  if (text.indexOf('::', gap + 1) !== -1) return null;
  const head = text.slice(0, gap);
  const tail = text.slice(gap + 2);
  if (head.includes('.')) return null;
  const left = head === '' ? [] : parseGroups(head);
  const right = tail === '' ? [] : parseGroups(tail);
  if (left === null || right === null) return null;
  const missing = 8 - left.length - right.length;
  // RFC 4291 section 2.2: `::` stands for one group or more.
  if (missing < 1) return null;
  return wordsOf([...left, ...new Array<number>(missing).fill(0), ...right]);
}

/** The canonical text form of RFC 5952. */
export function formatIpv6Words(words: Words): string {
  const groups = words.flatMap((word) => [word >>> 16, word & 0xffff]);
  const run = longestZeroRun(groups);
  const text = (part: readonly number[]): string => part.map((group) => group.toString(16)).join(':');
  if (run.length < 2) return text(groups);
  return `${text(groups.slice(0, run.start))}::${text(groups.slice(run.start + run.length))}`;
}

function parseGroups(text: string): number[] | null {
  const parts = text.split(':');
  const last = parts.at(-1) ?? '';
  const groups: number[] = [];
  for (const part of last.includes('.') ? parts.slice(0, -1) : parts) {
    if (!GROUP.test(part)) return null;
    groups.push(Number.parseInt(part, 16));
  }
  if (!last.includes('.')) return groups;
  const dotted = parseIpv4(last);
  return dotted === null ? null : [...groups, dotted >>> 16, dotted & 0xffff];
}

function wordsOf(groups: readonly number[] | null): Words | null {
  if (groups?.length !== 8) return null;
  const word = (index: number): number => (((groups[index] ?? 0) << 16) | (groups[index + 1] ?? 0)) >>> 0;
  return [word(0), word(2), word(4), word(6)];
}

function longestZeroRun(groups: readonly number[]): { start: number; length: number } {
  let best = { start: 0, length: 0 };
  let start = 0;
  groups.forEach((group, index) => {
    if (group !== 0) start = index + 1;
    else if (index + 1 - start > best.length) best = { start, length: index + 1 - start };
  });
  return best;
}
