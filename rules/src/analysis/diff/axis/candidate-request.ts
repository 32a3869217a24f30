import type { Address } from '../../../engine/index.ts';
import type { Site } from './site.ts';

/** A request in the making. Each axis sets its own part. */
export interface Draft {
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
  session: DraftSession | null;
}

interface DraftSession {
  ofHostTenant: boolean;
  roles: readonly string[];
  actsAs: boolean;
  methods: readonly string[];
  authenticatedSecondsAgo: number;
}

/** A session as every route takes it that asks for nothing in particular. */
export function createDraftSession(): DraftSession {
  return { ofHostTenant: true, roles: [], actsAs: false, methods: ['pwd'], authenticatedSecondsAgo: 0 };
}
