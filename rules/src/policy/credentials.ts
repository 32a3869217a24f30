import type { SourceLine } from './source-line.ts';

/** What a visitor may show: the role cookie of a session, or a token of a machine. */
export const CREDENTIALS = ['session', 'token'] as const;

export type Credential = (typeof CREDENTIALS)[number];

/** Tokens of machines, which have no browser and no cookie. */
export interface TokensRule {
  /** All that a token may grant. */
  readonly roles: readonly string[];
  /** The longest life of a token. */
  readonly lifetimeSeconds: number;
  readonly at: SourceLine;
}
