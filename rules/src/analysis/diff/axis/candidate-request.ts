import type { Address } from '../../../engine/index.ts';
import type { Site } from './site.ts';

/** A request in the making: each axis sets its own part, and the whole becomes the witness of a difference. */
export interface CandidateRequest {
  method: string;
  path: string;
  host: string;
  /** The tenant that the host names in either version. */
  hostTenant: string | null;
  site: Site;
  requestedMethod: string | null;
  requestedHeader: string | null;
  address: Address | null;
  tlsVersion: string | null;
  country: string | null;
  asn: number | null;
  nowSeconds: number;
  session: CandidateSession | null;
}

export interface CandidateSession {
  /** Shown by a token in place of a role cookie. */
  byToken: boolean;
  ofHostTenant: boolean;
  roles: readonly string[];
  actsAs: boolean;
  methods: readonly string[];
  authenticatedSecondsAgo: number;
}

/** A session that passes every route without particular demands. */
export function createCandidateSession(): CandidateSession {
  return { byToken: false, ofHostTenant: true, roles: [], actsAs: false, methods: ['pwd'], authenticatedSecondsAgo: 0 };
}

/** Changes the candidate's session, and gives it one first where it has none. */
export function inSession(change: (session: CandidateSession) => void): (candidate: CandidateRequest) => void {
  return (candidate) => {
    candidate.session ??= createCandidateSession();
    change(candidate.session);
  };
}
