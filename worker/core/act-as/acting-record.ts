import { hardEndOf, type Session } from '@portcullis/rules/engine';
import { keptKey, keptPrefix } from '../kept/index.ts';
import type { ActingSession } from './act-as-banner.ts';

/** For how long a tenant can see who acted as its users. */
export const ACTING_RECORD_SECONDS = 400 * 24 * 3600;

/** A session in which one person acted as another, as it is kept and shown to the tenant. Times are ISO 8601 in UTC. */
export interface ActingRecord {
  readonly session: string;
  readonly actor: string;
  readonly user: string;
  readonly reason: string;
  readonly since: string;
  /** When it ends at the latest, or ended. */
  readonly until: string;
  /** Whether the actor ended it before. */
  readonly ended: boolean;
}

export const ACTING_PREFIX = keptPrefix('acting');

/** In the order of time. */
export function actingKey(session: Pick<Session, 'id' | 'issuedAtSeconds'>): string {
  return keptKey('acting', isoOf(session.issuedAtSeconds), session.id);
}

/** @param endedAtSeconds `null`: it begins */
export function actingRecord(session: ActingSession, endedAtSeconds: number | null): ActingRecord {
  const { id, user, actAs, issuedAtSeconds } = session;
  return {
    session: id,
    actor: actAs.sub,
    user,
    reason: actAs.reason,
    since: isoOf(issuedAtSeconds),
    until: isoOf(endedAtSeconds ?? hardEndOf(session)),
    ended: endedAtSeconds !== null,
  };
}

function isoOf(seconds: number): string {
  return new Date(Math.round(seconds * 1000)).toISOString();
}
