/**
 * Spellings of a path that servers may read in several ways. `encodedSlash`: `%2F`. `encodedDelimiters`: `%23`, `%3F`, `%3B`, `%5C`,
 * and `%25` before two hex digits. `dots`: a dot at the end of a segment. `semicolons`: `;` as it is. `nonUtf8`: encoded bytes that
 * are not UTF-8.
 */
export const SPELLINGS = ['encodedSlash', 'encodedDelimiters', 'dots', 'semicolons', 'nonUtf8'] as const;

export type Spelling = (typeof SPELLINGS)[number];

export interface SpellingSetting {
  /** Spellings that pass to the origin as they are, in the order of {@link SPELLINGS}. */
  readonly spelling: readonly Spelling[];
}
