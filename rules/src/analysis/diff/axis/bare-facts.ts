import type { RequestFacts } from '../../../engine/index.ts';

/** Everything about a request but where it goes and how, for questions in which nothing else matters. */
export const BARE_FACTS: Omit<RequestFacts, 'method' | 'target'> = {
  address: null,
  upgradesToWebSocket: false,
  fetchSite: null,
  fetchMode: null,
  fetchDest: null,
  origin: null,
  postsForm: false,
  requestedMethod: null,
  requestedHeaders: null,
  naming: [],
  announcedBodyBytes: 0,
  headerBytes: 0,
  headerCount: 0,
  tlsVersion: null,
  country: null,
  asn: null,
  nowSeconds: 0,
};
