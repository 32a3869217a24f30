import type { Hashes } from '@portcullis/rules/analysis';
import { type InlineCode, inlineCode } from './inline-code.ts';
import type { CollectedPages } from './page-source.ts';

/** Inline code, and the first place where it was found. */
export interface FoundCode extends InlineCode {
  readonly place: string;
}

/** The inline code of pages. */
export interface CollectedHashes {
  readonly pages: number;
  readonly hashes: Hashes;
  /** What has a hash that holds. */
  readonly code: readonly FoundCode[];
  /** What was another code when the page was fetched again: only a nonce lets it in. */
  readonly changing: readonly FoundCode[];
  /** `javascript:` URLs, which no policy should let in. */
  readonly toRewrite: readonly FoundCode[];
  readonly notes: readonly string[];
}

export function collectHashes({ pages, notes }: CollectedPages): CollectedHashes {
  const code = new Map<string, FoundCode>();
  const changing: FoundCode[] = [];
  const toRewrite: FoundCode[] = [];
  for (const fetched of pages) {
    const [first = [], ...later] = fetched.map(({ place, html }) =>
      inlineCode(html).map((each) => ({ ...each, place })),
    );
    for (const each of first) {
      const isThere = later.every((codes) => codes.some((other) => keyOf(other) === keyOf(each)));
      if (each.directive === null) toRewrite.push(each);
      else if (!isThere) changing.push(each);
      else if (!code.has(keyOf(each))) code.set(keyOf(each), each);
    }
  }
  const found = [...code.values()];
  return { pages: pages.length, hashes: byDirective(found), code: found, changing, toRewrite, notes };
}

function byDirective(code: readonly FoundCode[]): Hashes {
  return Object.fromEntries(
    [...Map.groupBy(code, ({ directive }) => String(directive))].map(([directive, found]) => [
      directive,
      found.map(({ hash }) => hash),
    ]),
  );
}

function keyOf({ directive, hash }: InlineCode): string {
  return `${directive} ${hash}`;
}
