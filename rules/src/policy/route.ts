import type { Settings } from '../settings/policy.ts';
import type { Access } from './access.ts';
import type { SourceLine } from './source-line.ts';

/** What holds for the requests of one path pattern and some methods: who may pass, and the settings for those who do. */
export interface RouteRule extends Settings {
  readonly id: string;
  /** Patterns of the hosts at which the route decides, as the rules' `hosts` write them; `null`: at every host. */
  readonly hosts: readonly string[] | null;
  /** As written, e.g. `/invoices/**`. */
  readonly path: string;
  readonly segments: readonly PathSegment[];
  /** Upper case. `HEAD` is present wherever `GET` is. */
  readonly methods: readonly string[];
  readonly access: Access;
  readonly at: SourceLine;
  /**
   * Lines of the route's parts that stand in another line than its first: name of the part, such as `roles`, to line
   * number in the same file.
   */
  readonly lines: Readonly<Record<string, number>>;
}

export type PathSegment =
  | { readonly kind: 'literal'; readonly value: string }
  | { readonly kind: 'any'; readonly name: string | null }
  | { readonly kind: 'rest' };
