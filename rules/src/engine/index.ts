export * from './address/index.ts';
export * from './answer.ts';
export * from './bodiless-methods.ts';
export * from './built-in.ts';
export { minuteOfWeek } from './conditions.ts';
export {
  type CorsAnswer,
  corsAnswer,
  isCrossOrigin,
  isPreflight,
  lacksCredentials,
  ownOrigin,
  preflightAnswer,
  takeSession,
} from './cors.ts';
export * from './decide.ts';
export * from './decision.ts';
export * from './engine.ts';
export * from './facts.ts';
export * from './host-matcher.ts';
export * from './known-claims.ts';
export * from './message.ts';
export { planAdmit } from './named-plan.ts';
export * from './naming-headers.ts';
export * from './origin-base.ts';
export * from './reason.ts';
export { formatReference, type Reference } from './references.ts';
export * from './route-matcher.ts';
export * from './second-factors.ts';
export * from './session-bounds.ts';
export { decideNewSession, planNewSession } from './steps/new-session.ts';
export * from './target.ts';
export * from './tenant-policy.ts';
export * from './unreadable.ts';
export * from './visible-text.ts';
export * from './white-space.ts';
