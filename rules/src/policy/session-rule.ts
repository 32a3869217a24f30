import type { SourceLine } from './source-line.ts';

export interface SessionRule {
  /** Longest life of a role cookie, and of a session that does not renew. */
  readonly lifetimeSeconds: number;
  /** `null`: a session ends with its first cookie. */
  readonly renew: RenewRule | null;
  readonly at: SourceLine;
}

/** How a session gets new cookies. Each has a generation of its own. */
export interface RenewRule {
  /** Without a request for so long, the session has ended. */
  readonly idleSeconds: number;
  /** The end of every session, counted from its sign-in; nothing moves it. */
  readonly absoluteSeconds: number;
  /** For so long after a generation was first used, the one before still counts. */
  readonly graceSeconds: number;
  /** How often the identity provider is asked whether the user is still there; `null`: never. */
  readonly recheckSeconds: number | null;
  /** Whether cookies are bound to a key of the browser's (DBSC). `required`: without one, no second cookie. */
  readonly device: 'off' | 'preferred' | 'required';
}
