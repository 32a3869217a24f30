import type { Control } from '../controls/policy.ts';
import type { Access } from './access.ts';
import type { SourceLine } from './source-line.ts';

/** What holds for the requests of one path pattern and some methods. */
export interface RouteRule {
  readonly id: string;
  /** As written, e.g. `/invoices/**`. */
  readonly path: string;
  readonly segments: readonly PathSegment[];
  /** Upper case. `HEAD` is present wherever `GET` is. */
  readonly methods: readonly string[];
  readonly access: Access;
  /** Id of the origin. */
  readonly origin: string;
  /** The origin's answers on this route may carry a session grant. */
  readonly signIn: boolean;
  /** Ids of limits; all are asked, one refusal refuses. */
  readonly limits: readonly string[];
  readonly revocation: 'within-1s' | 'strict';
  readonly whenStateUnavailable: WhenStateUnavailable;
  /** `refusals`: refused requests only. `requests`: every request, on the log. `required`: every request, kept before it is forwarded. */
  readonly audit: 'refusals' | 'requests' | 'required';
  readonly maxBodyBytes: number;
  /** Longest block of request headers, counted as on the wire. */
  readonly maxHeaderBytes: number;
  /** `null`: the origin's default. */
  readonly timeoutMs: number | null;
  /** `private`: answers to a session are `private, no-store`. `origin`: the origin's own Cache-Control stands. */
  readonly cache: 'private' | 'origin';
  /** `host`: cookies of the origin lose their `Domain`, so that no other host gets them. `keep`: it stands. */
  readonly cookieDomain: 'host' | 'keep';
  /** Which pages of other origins may call; `null`: none. */
  readonly cors: CorsRule | null;
  /** Controls whose refusals are recorded only: the request goes on. */
  readonly observe: readonly Control[];
  /** Response headers that the gateway sets, in order, lower-case names. */
  readonly headers: readonly (readonly [name: string, value: string])[];
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

/**
 * What happens while shared state does not answer. `closed`: refused. `stale`: judged by what was known at most so long
 * ago. `open`: let through without limits, revocation and the tenant's policy; recorded each time.
 */
export type WhenStateUnavailable =
  | { readonly kind: 'closed' }
  | { readonly kind: 'stale'; readonly seconds: number }
  | { readonly kind: 'open' };

/** Cross-origin resource sharing (Fetch Standard section 3.3): names who may call, never whoever asks. */
export interface CorsRule {
  /** Serialised origins, e.g. `https://portal.example.com`; `any`: every origin, which then never has a session. */
  readonly origins: 'any' | readonly string[];
  /** Whether such requests carry the visitor's session. */
  readonly credentials: boolean;
  /** Request headers, lower case, that a page may set beyond the safelisted ones. */
  readonly headers: readonly string[];
  /** Response headers, lower case, that a page may read beyond the safelisted ones. */
  readonly expose: readonly string[];
  /** How long a browser may keep the answer to a preflight. */
  readonly maxAgeSeconds: number;
}
