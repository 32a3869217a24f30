import { REASONS, type Reason } from '@portcullis/rules/engine';
import type { ReportFigures } from '../reports/index.ts';
import { createLiveConnections, type LiveConnections } from './live-connections.ts';

/** What a backend of shared state can be asked, by the names of its methods. */
const OPERATIONS = [
  'admit',
  'release',
  'feed',
  'feeds',
  'snapshot',
  'revoke',
  'revocations',
  'tenantPolicy',
  'setTenantPolicy',
  'tenantPolicies',
  'exportState',
  'importState',
  'readKept',
  'writeKept',
  'listKept',
  'countReports',
  'reports',
] as const;
type Operation = (typeof OPERATIONS)[number];

/** How calls of one operation ended. */
export interface CallTally {
  ok: number;
  failed: number;
}

/** Why a connection that was open was ended by the gateway. */
export type LiveReason = Reason | 'reader_too_slow';

/** What this isolate has done since it started: plain counts that only grow. */
export interface Meters {
  /** Milliseconds since the epoch. */
  readonly startedMs: number;
  answered: number;
  readonly refused: Record<Reason, number>;
  /** Requests that were judged without shared state, by what their route allows then. */
  readonly degraded: { stale: number; open: number };
  readonly calls: Readonly<Record<Operation, CallTally>>;
  /** Questions that the store answered, that this isolate answered alone, and refusals that it remembered. */
  readonly answers: { store: number; replica: number; memory: number };
  /** Refreshes of the copies, by whom they heard it from: another isolate of the location, or the store. */
  readonly refreshes: { relay: number; store: number };
  /** Counts taken from a slice of a quota, without asking. */
  leased: number;
  /** Waits for shared state that ended at the deadline: for a refresh of the replica, for the answer to a question. */
  readonly late: { refresh: number; question: number };
  /** How often the store was given up on for a while. */
  breakerOpenings: number;
  /** Revocations that the store had lost, and this isolate has written back. */
  writtenBack: number;
  readonly reports: ReportFigures;
  readonly live: {
    readonly open: LiveConnections;
    readonly ended: Partial<Record<LiveReason, number>>;
    /** Outages that a connection went through without having been checked. */
    unchecked: number;
  };
}

/** How shared state stands in this isolate, as far as it is known without asking. */
export interface StateFigures {
  /** Parts of the state that the isolate holds a copy of, and what they hold together. */
  readonly shards: number;
  readonly revocations: number;
  readonly revocationBytes: number;
  /** Of them, those that the store does not hold any more. */
  readonly lostRevocations: number;
  /** Held, of tenants that requests have asked about: more of them have one. */
  readonly policies: number;
  /** How old a copy was when a request was last judged by it; the oldest of all parts, 0 where none was. */
  readonly ageMs: number;
  /** The store has failed several times, and is not asked for the moment. */
  readonly givenUp: boolean;
}

export function createMeters(startedMs: number): Meters {
  return {
    startedMs,
    answered: 0,
    refused: Object.fromEntries(REASONS.map((reason) => [reason, 0])) as Record<Reason, number>,
    degraded: { stale: 0, open: 0 },
    calls: Object.fromEntries(OPERATIONS.map((name) => [name, { ok: 0, failed: 0 }])) as Record<Operation, CallTally>,
    answers: { store: 0, replica: 0, memory: 0 },
    refreshes: { relay: 0, store: 0 },
    leased: 0,
    late: { refresh: 0, question: 0 },
    breakerOpenings: 0,
    writtenBack: 0,
    reports: { counted: 0, dropped: 0, logged: 0, lost: 0 },
    live: { open: createLiveConnections(), ended: { session_revoked: 0 }, unchecked: 0 },
  };
}
