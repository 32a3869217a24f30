/** What pages of the app showed of their inline code; from a crawl, or from bodies in HAR files. */
export interface PageCode {
  readonly pages: number;
  /** Hashes that hold, by directive: `script-src`, `script-src-attr`, `style-src`, `style-src-attr`. */
  readonly hashes: Readonly<Partial<Record<string, readonly string[]>>>;
  /** Pieces of code that differ from one fetch to the next, or are `javascript:` URLs. */
  readonly withoutHash: number;
  /** Other origins that pages load from, as `https://cdn.example`, with the number of such pages. */
  readonly elsewhere: ReadonlyMap<string, number>;
}

/** The header profile of all routes. */
export interface ProposedHeaders {
  readonly profile: 'strict' | 'app' | 'legacy';
  /** Hashes of the app's own inline scripts. */
  readonly scriptHashes: readonly string[];
  readonly because: string;
}

/** With more, a policy by hash is a list that no one reviews. */
const MAX_HASHES = 20;

/** The tightest profile that the pages seen would bear. */
export function proposeHeaders(code: PageCode): ProposedHeaders {
  const { pages, hashes, withoutHash } = code;
  const legacy = (because: string): ProposedHeaders => ({ profile: 'legacy', scriptHashes: [], because });
  if (pages === 0) return legacy("no page was seen: the app's own policy stays");
  const scripts = hashes['script-src'] ?? [];
  const of = pages === 1 ? '1 page' : `${pages} pages`;
  if (withoutHash > 0)
    return legacy(
      `${of} with ${withoutHash === 1 ? '1 piece' : `${withoutHash} pieces`} of inline code that no hash lets in`,
    );
  if ((hashes['script-src-attr'] ?? []).length > 0) return legacy(`${of} with inline event handlers`);
  if (scripts.length > MAX_HASHES) return legacy(`${of} with ${scripts.length} different inline scripts`);
  const styles = (hashes['style-src'] ?? []).length + (hashes['style-src-attr'] ?? []).length;
  const profile = styles > 0 ? 'app' : 'strict';
  return {
    profile,
    scriptHashes: scripts,
    because: `${of}${styles > 0 ? ' with inline styles' : ' without inline styles'}`,
  };
}
