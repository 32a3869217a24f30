export { type ActingSession, actAsBanner } from './act-as-banner.ts';
export { ACTING_PREFIX, ACTING_RECORD_SECONDS, type ActingRecord, actingKey, actingRecord } from './acting-record.ts';
export {
  type ActingClaims,
  actingSessionOf,
  LINK_SECONDS,
  parseActingRequest,
  readActingClaims,
} from './acting-request.ts';
export { allowBanner } from './banner-policy.ts';
