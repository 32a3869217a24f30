import type { RequestFacts, Session } from '../engine/facts.ts';
import { decideActAs } from './act-as/decide.ts';
import { CONTROLS, type Control, type VisitorAccess } from './policy.ts';
import type { Refused } from './refused.ts';
import { decideRoles } from './roles/decide.ts';
import { decideStepUp } from './step-up/decide.ts';

type VisitorCheck<K extends keyof VisitorAccess> = (
  access: Pick<VisitorAccess, K>,
  session: Session,
  request: RequestFacts,
) => Refused | null;

const visitorChecks = {
  actAs: decideActAs,
  roles: decideRoles,
  stepUp: decideStepUp,
} satisfies { readonly [K in keyof VisitorAccess]: VisitorCheck<K> };

/** Everything that the check of a session may refuse with. */
export type VisitorRefusal<K extends keyof VisitorAccess = keyof VisitorAccess> = NonNullable<
  ReturnType<(typeof visitorChecks)[K]>
>;

interface OrderedCheck {
  readonly control: keyof VisitorAccess;
  readonly check: (access: VisitorAccess, session: Session, request: RequestFacts) => Refused | null;
}

/** The checks of a session in the order of all controls, each with the control that can be observed. */
export const VISITOR_CHECKS: readonly OrderedCheck[] = CONTROLS.filter(asksSession).map((control) => ({
  control,
  check: visitorChecks[control],
}));

function asksSession(control: Control): control is keyof VisitorAccess {
  return Object.hasOwn(visitorChecks, control);
}
