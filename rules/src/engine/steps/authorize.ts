import { decideConditions } from '../../controls/conditions/decide.ts';
import { VISITOR_CHECKS } from '../../controls/decide.ts';
import type { RolesAccess, RouteRule } from '../../policy/index.ts';
import { decideCrossSite } from '../cross-site.ts';
import { type Identified, lineOf, settleControl } from '../decision.ts';
import type { Engine } from '../engine.ts';
import type { Session } from '../facts.ts';
import { type Refusal, refuse } from '../reasons/index.ts';
import { refusalAt } from '../refusal-at.ts';

/** Cross-site policy, conditions, session, who acts, roles and step-up. */
export function decideAuthorize(_engine: Engine, decision: Identified): Refusal | null {
  const { route } = decision;
  const { access } = route;
  const crossSite = settleControl(decision, decideCrossSite(decision), 'crossSite');
  if (crossSite !== null) return crossSite;
  if (access.conditions !== null) {
    const refused = decideConditions(access.conditions, decision);
    const condition = settleControl(decision, refusalAt(route, refused), 'conditions');
    if (condition !== null) return condition;
  }
  // A preflight never carries a session: what it asks leave for is decided when it comes.
  if (access.kind === 'public' || decision.preflight) return null;
  switch (decision.session.kind) {
    case 'none':
      return settleControl(decision, refuse('session_missing', lineOf(route, 'access')), 'roles');
    case 'invalid':
      return decideInvalid(decision, route, decision.session.detail);
    case 'verified':
      return decideSession(access, decision.session.session, decision, route);
  }
}

/** A revoked session that a route only observes was noted as that already. */
function decideInvalid(decision: Identified, route: RouteRule, detail: string): Refusal | null {
  if (decision.observed.some(({ reason }) => reason === 'session_revoked' || reason === 'session_reused')) return null;
  return settleControl(decision, refuse('session_invalid', lineOf(route, 'access'), { detail }), 'roles');
}

function decideSession(access: RolesAccess, session: Session, decision: Identified, route: RouteRule): Refusal | null {
  for (const { control, check } of VISITOR_CHECKS) {
    const refusal = settleControl(decision, refusalAt(route, check(access, session, decision.request)), control);
    if (refusal !== null) return refusal;
  }
  return null;
}
