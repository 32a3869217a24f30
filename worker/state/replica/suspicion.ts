import type { AdmitQuestion, RevokedBy } from '../port.ts';

/** A session, as what ends it is asked for. */
export type Subject = NonNullable<AdmitQuestion['subject']>;

/**
 * `none`: nothing revoked concerns the session. `maybe`: something may; the store knows. `lost`: something did, in a state
 * that the store has lost. Otherwise what revoked it.
 */
export type Suspicion = 'none' | 'maybe' | 'lost' | RevokedBy;

/** What ended the session, by a suspicion that needs no store; `null` for nothing. */
export function revokerIn(suspicion: Exclude<Suspicion, 'maybe'>): RevokedBy | null {
  if (suspicion === 'none') return null;
  return suspicion === 'lost' ? 'session' : suspicion;
}
