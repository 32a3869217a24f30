import { type Refusal, refuse, type Session } from '@portcullis/rules/engine';
import type { AskedProof } from './asked-sign-in.ts';

/**
 * Whether a sign-in shows what was asked for. The answer alone counts: a provider may ignore the question, and to ask again
 * would send the browser in circles.
 */
export function decideProof(
  { withinSeconds, methods }: AskedProof,
  session: Pick<Session, 'authenticationMethods' | 'authenticatedAtSeconds'>,
  nowSeconds: number,
): Refusal | null {
  const isStrong = methods.length === 0 || session.authenticationMethods.some((method) => methods.includes(method));
  if (withinSeconds === null)
    return isStrong ? null : refuse('tenant_requires_mfa', null, { requiredSignIn: { withinSeconds, methods } });
  if (!isStrong) return refuse('authentication_too_weak', null, { requiredSignIn: { withinSeconds, methods } });
  return nowSeconds - session.authenticatedAtSeconds <= withinSeconds
    ? null
    : refuse('authentication_too_old', null, { requiredSignIn: { withinSeconds, methods } });
}
