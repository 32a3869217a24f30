import type { ContextClaims } from '../../context/claims.ts';
import type { ContextAlgorithm } from '../../keys/key-source.ts';
import type { KnownKeys } from '../context-signer.ts';
import type { HeaderLine } from '../forwarding-headers.ts';
import type { TestRequest } from '../good-claims.ts';
import type { ContextCheck } from './checks.ts';

/** Members to change; `undefined` takes one away. */
export type Changes = Readonly<Record<string, unknown>>;

/** All that wrong contexts are made from. */
export interface Bench {
  readonly algorithm: ContextAlgorithm;
  readonly keys: KnownKeys;
  readonly request: Required<TestRequest>;
  /** Path and query as the gateway sends them. */
  readonly target: string;
  readonly nowSeconds: number;
  /** Another tenant than that of the URL, where the case is asked for. */
  readonly otherTenant: string | null;
  /** A role cookie's value; one of no user if none was given. */
  readonly roleCookie: string;
  /** Good claims, changed. Each call has an id of its own, so that none is refused for being used twice. */
  readonly claims: (changes?: Changes) => ContextClaims;
  /** The header of a good context, changed. */
  readonly header: (changes?: Changes) => Readonly<Record<string, unknown>>;
  /** A context as the gateway signs it, but for the changes. Rejects without a key. */
  readonly signed: (claims?: Changes, header?: Changes) => Promise<string>;
  /** The same, signed with another key of the same kind and, unless changed, the same id. */
  readonly forged: (claims?: Changes, header?: Changes) => Promise<string>;
  /** The public half of that other key; for HS256 the key itself. */
  readonly forgersJwk: () => Promise<Readonly<Record<string, unknown>>>;
  /** Headers of a request with this context. */
  readonly carrying: (...tokens: readonly string[]) => readonly HeaderLine[];
  /** Headers of a request without one. */
  readonly forwarding: readonly HeaderLine[];
}

/** How one wrong context is made. */
export interface Recipe {
  /** Stable: safe to branch on. */
  readonly name: string;
  readonly check: ContextCheck;
  /** The context in a few words: "a context that …". */
  readonly what: string;
  /** What must be at hand. Default: a key that signs. All but the first two need one as well. */
  readonly needs?: 'nothing' | 'public key' | 'secret' | 'other tenant' | 'host';
  readonly make: (bench: Bench) => Promise<readonly HeaderLine[]> | readonly HeaderLine[];
}
