import type { CorsRule } from '../../../policy/index.ts';
import {
  by,
  durationWords,
  type Facets,
  greaterIsLooser,
  ladder,
  listWords,
  type Move,
  moreIsLooser,
  orderOf,
  wordsOf,
} from '../order/index.ts';

const FACETS: Facets<CorsRule> = {
  // Which origins those are is told as access.
  origins: {
    words: (value) => (value === 'any' ? 'any origin' : 'named origins'),
    order: by((value) => value === 'any', ladder<boolean>(false, true)),
  },
  credentials: {
    words: (value) => (value ? 'with credentials' : 'without credentials'),
    order: ladder<boolean>(false, true),
  },
  headers: { words: (value) => `headers ${listWords(value)}`, order: moreIsLooser },
  expose: { words: (value) => `expose ${listWords(value)}`, order: moreIsLooser },
  maxAgeSeconds: { words: (value) => `maxAge ${durationWords(value)}`, order: greaterIsLooser },
};

export function corsWords(cors: CorsRule | null): string {
  return cors === null ? listWords([]) : wordsOf(FACETS, cors);
}

/** No rule lets no page in. */
export function corsOrder(old: CorsRule | null, next: CorsRule | null): Move {
  if (old === null || next === null) return old === next ? 'neutral' : next === null ? 'tightened' : 'loosened';
  return orderOf(FACETS)(old, next);
}
