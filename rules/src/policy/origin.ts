import type { SourceLine } from './source-line.ts';

/** An app behind the gateway, and how requests reach it. */
export interface OriginRule {
  readonly id: string;
  /** Where the origin is reached: a URL (which may contain `{tenant}` in its host) or the name of a service binding. */
  readonly target:
    | { readonly kind: 'url'; readonly url: string }
    | { readonly kind: 'service'; readonly binding: string };
  /** How paths change on their way to the origin; `null`: they stay as they are. */
  readonly path: PathChange | null;
  /** Name of the secret with the JWK Set shared with this origin. */
  readonly keys: string;
  readonly context: 'HS256' | 'EdDSA';
  /** Longest wait for the origin's response headers. Bodies and upgraded connections may last as long as they like. */
  readonly timeoutMs: number;
  /** Admin scopes that tokens signed with this origin's keys may carry; `revoke-all` never without `revoke`. */
  readonly may: readonly AdminScope[];
  readonly at: SourceLine;
}

/** Both are literal paths without a slash at the end, such as `/tools`, or empty; not both are empty, nor are they equal. */
export interface PathChange {
  /** Taken off the beginning of the client's path. Every route of the origin lies below it. */
  readonly strip: string;
  /** Put before what is left. */
  readonly add: string;
}

/** `revoke-all`: all sessions of all tenants too, besides what `revoke` allows. */
export type AdminScope = 'revoke' | 'revoke-all' | 'tenant-policy';
