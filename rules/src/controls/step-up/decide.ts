import type { RequestFacts, Session } from '../../engine/facts.ts';
import type { VisitorAccess } from '../policy.ts';
import type { Refused } from '../refused.ts';

export function decideStepUp(
  { stepUp }: Pick<VisitorAccess, 'stepUp'>,
  session: Session,
  { nowSeconds }: RequestFacts,
): Refused<'authentication_too_old' | 'authentication_too_weak', 'stepUp'> | null {
  if (stepUp === null) return null;
  const isStrong =
    stepUp.methods.length === 0 || session.authenticationMethods.some((method) => stepUp.methods.includes(method));
  if (isStrong && nowSeconds - session.authenticatedAtSeconds <= stepUp.withinSeconds) return null;
  return {
    reason: isStrong ? 'authentication_too_old' : 'authentication_too_weak',
    part: 'stepUp',
    requiredSignIn: { withinSeconds: stepUp.withinSeconds, methods: stepUp.methods },
  };
}
