import { collectHashes } from '../csp/collect-hashes.ts';
import { originsIn } from '../csp/inline-code.ts';
import type { CollectedPages } from '../csp/page-source.ts';
import type { PageCode } from './proposal/index.ts';

/** What all pages show of their code, and of where they load from. */
export function pageCode(collected: readonly CollectedPages[]): PageCode {
  const pages = collected.flatMap((each) => each.pages);
  const { hashes, changing, toRewrite } = collectHashes({ pages, notes: [] });
  const elsewhere = new Map<string, number>();
  for (const [first] of pages)
    for (const origin of first === undefined ? [] : originsIn(first.html))
      elsewhere.set(origin, (elsewhere.get(origin) ?? 0) + 1);
  return { pages: pages.length, hashes, withoutHash: changing.length + toRewrite.length, elsewhere };
}
