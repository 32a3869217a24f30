import { REVOKED_BY, type RenewalStanding, type RevokedBy } from '@portcullis/rules/engine';

/** What a flat answer says by the number of a word: its place here. */
export const REVOKERS: readonly (RevokedBy | null)[] = [null, ...REVOKED_BY];

export const STANDINGS = [
  null,
  'current',
  'superseded',
  'reused',
  'unknown',
] as const satisfies readonly (RenewalStanding | null)[];
