import type { Session } from '../engine/index.ts';
import type { Access, RolesAccess } from '../policy/index.ts';
import type { PlatformFact } from './platform-fact.ts';

/** What a log must report for a replay to judge by the control. */
export interface ControlReplay {
  /** What the route asks of the platform. */
  readonly facts: (access: Access) => readonly PlatformFact[];
  /** The access without what asks for a missing fact: a missing fact must not read as a refusal. */
  readonly without: <A extends Access>(access: A, missing: readonly PlatformFact[]) => A;
}

export interface VisitorControlReplay extends ControlReplay {
  /** A log knows no sessions: the session that is assumed, with all that the route asks for besides. */
  readonly session: (session: Session, access: RolesAccess) => Session;
}

/** For a control that asks the platform for nothing, and nothing of a session that has just been signed in. */
export const NEEDS_NOTHING: VisitorControlReplay = {
  facts: () => [],
  without: (access) => access,
  session: (session) => session,
};
