export { CONDITION_ORDER, type Condition, type Conditions } from '../controls/conditions/policy.ts';
export { ANY_SESSION, CONTROLS, type Control, type OpenAccess, type VisitorAccess } from '../controls/policy.ts';
export type { StepUp } from '../controls/step-up/policy.ts';
export { type CookieNames, type CookiePrefix, type CookieRule, DEFAULT_COOKIES } from '../settings/cookies/policy.ts';
export type { CorsRule } from '../settings/cors/policy.ts';
export {
  type ContentClass,
  type HeaderJoin,
  type HeaderStep,
  NO_RESPONSE_POLICY,
  NONCE_MARK,
  type NonceDelivery,
  type ResponsePlan,
  type ResponsePolicy,
} from '../settings/headers/policy.ts';
export { SPELLINGS, type Spelling } from '../settings/spelling/policy.ts';
export type { WhenStateUnavailable } from '../settings/when-state-unavailable/policy.ts';
export * from './access.ts';
export * from './compiled-policy.ts';
export * from './credentials.ts';
export * from './identity.ts';
export * from './origin.ts';
export * from './pages.ts';
export * from './policy.ts';
export * from './route.ts';
export * from './safe-methods.ts';
export * from './session-rule.ts';
export * from './source-line.ts';
