import type { Prefix } from '../../engine/index.ts';
import type { SourceLine } from '../../policy/index.ts';

/** A network as somebody wrote it. */
export interface WrittenPrefix {
  readonly text: string;
  readonly prefix: Prefix;
  readonly at: SourceLine;
}

/** What the compiled policy no longer tells of the files that it came from. */
export interface WrittenRules {
  readonly roleLine: (role: string) => SourceLine;
  readonly listLine: (list: string) => SourceLine;
  /** Where the headers of the route with this id are written: its own, or the file's. */
  readonly headersLine: (route: string) => SourceLine;
  /** Networks whose word about the client's address is believed; empty on Cloudflare. */
  readonly trustedProxies: readonly WrittenPrefix[];
  /** Entries of the named list, in the order of the file. */
  readonly prefixesOf: (list: string) => readonly WrittenPrefix[];
}
