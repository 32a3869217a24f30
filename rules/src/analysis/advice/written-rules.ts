import type { Prefix } from '../../engine/index.ts';
import type { SourceLine } from '../../policy/index.ts';
import type { WrittenLines } from '../../settings/index.ts';

/** A network as it is written in the rules. */
export interface WrittenPrefix {
  readonly text: string;
  readonly prefix: Prefix;
  readonly at: SourceLine;
}

/** What the compiled policy no longer shows of the files that it came from. */
export interface WrittenRules extends WrittenLines {
  readonly roleLine: (role: string) => SourceLine;
  readonly listLine: (list: string) => SourceLine;
  /** Networks whose word about the client's address is believed; empty on Cloudflare. */
  readonly trustedProxies: readonly WrittenPrefix[];
  /** Entries of the named list, in the order of the file. */
  readonly prefixesOf: (list: string) => readonly WrittenPrefix[];
}
