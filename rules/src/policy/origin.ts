import type { OriginIdentity } from './identity.ts';
import type { SourceLine } from './source-line.ts';

/** An app behind the gateway, and how requests reach it. */
export interface OriginRule {
  readonly id: string;
  /** Where the origin is reached: a URL (which may contain `{tenant}` in its host) or the name of a service binding. */
  readonly target:
    | { readonly kind: 'url'; readonly url: string }
    | { readonly kind: 'service'; readonly binding: string };
  /** Which host the app sees: that of its own URL, or the one that the client asked for. That one needs a binding. */
  readonly host: 'origin' | 'public';
  /** `private`: the URL may be plain http, or an address; it lies in a network of its own. */
  readonly network: 'public' | 'private';
  /** Name of the binding that holds the gateway's client certificate, and through which the URL is fetched. */
  readonly certificate: string | null;
  /** How paths change on their way to the origin; `null`: they stay as they are. */
  readonly path: PathChange | null;
  /** Request headers that the app gets in place of the client's; `null`: the client's alone. */
  readonly headers: OriginHeaders | null;
  /** Whether the app gets `Forwarded` (RFC 7239), which says once more what the `X-Forwarded` headers say. */
  readonly forwarded: boolean;
  /** Headers that say who asks, beside the context; `null`: none. */
  readonly identity: OriginIdentity | null;
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

/** Names are lower case; a client's header of the same name goes no further, in every spelling that an app could read as it. */
export interface OriginHeaders {
  readonly set: readonly OriginHeader[];
  readonly remove: readonly string[];
}

/** A header with a value that stands in the rules, or in a secret of that name. */
export type OriginHeader =
  | { readonly name: string; readonly value: string }
  | { readonly name: string; readonly secret: string };

/**
 * `revoke-all`: all sessions of all tenants too, besides what `revoke` allows. `tenant-identity`: say by which providers tenants
 * sign in. `act-as`: make links to act as a user. `tokens`:
 * create and end tokens of machines.
 */
export const ADMIN_SCOPES = ['revoke', 'revoke-all', 'tenant-policy', 'tenant-identity', 'act-as', 'tokens'] as const;

export type AdminScope = (typeof ADMIN_SCOPES)[number];
