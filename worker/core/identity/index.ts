export {
  type AskedProof,
  type AskedSignIn,
  proofFor,
  readSignInQuery,
  signInQuery,
} from './asked-sign-in.ts';
export { type Attempt, readAttempt, writeAttempt } from './attempt.ts';
export {
  attemptCookie,
  attemptCookieName,
  attemptCookieOf,
  attemptsToDrop,
  clearedAttemptCookie,
  LATELY_COOKIE,
  signedInLately,
} from './attempt-cookies.ts';
export { decideProof } from './proof.ts';
export {
  countsAtHostAlone,
  leadsTo,
  type ProviderPlace,
  servesPlace,
  servesTenant,
  showsSecondFactor,
} from './provider-choice.ts';
export {
  CLAIM_MS,
  isClaimed,
  isStillGood,
  parseRecheck,
  type RecheckRule,
  recheckNeed,
  recheckText,
} from './recheck.ts';
export { readSource, type SessionSource, sourceOf, writeSource } from './session-source.ts';
export { startsSignIn } from './starts-sign-in.ts';
