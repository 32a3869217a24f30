export { minuteOfWeek } from '../controls/conditions/times/decide.ts';
export * from './address/index.ts';
export * from './built-in.ts';
export {
  type CorsAnswer,
  corsAnswer,
  isCrossOrigin,
  isPreflight,
  lacksCredentials,
  ownOrigin,
  preflightAnswer,
} from './cors.ts';
export * from './counted-roles.ts';
export { decideCrossSite } from './cross-site.ts';
export * from './decide.ts';
export * from './decision.ts';
export * from './engine.ts';
export * from './facts.ts';
export { takesForm } from './form-posts.ts';
export * from './identity/index.ts';
export * from './identity-headers.ts';
export * from './known-claims.ts';
export * from './message/index.ts';
export {
  effectOfHeader,
  foldHeaderName,
  formatReference,
  type NamingHeader,
  type Reference,
} from './naming/index.ts';
export * from './order.ts';
export * from './reasons/index.ts';
export * from './renewal.ts';
export * from './revoked-by.ts';
export * from './second-factors.ts';
export * from './session-bounds.ts';
export { OF_ANOTHER_HOST, OF_ROUTES_FOR_THE_HOST, setSession, takesOwnSessions } from './set-session.ts';
export {
  decideKnownTenant,
  decideNewSession,
  decideRoute,
  OUTAGE_RETRY_SECONDS,
  planAdmit,
  planNewSession,
  planSession,
} from './steps/index.ts';
export * from './target/index.ts';
export * from './tenant-policy.ts';
export * from './visible-text.ts';
