import { decideConditions } from '../../controls/conditions/decide.ts';
import type { Access, RouteRule, StepUp } from '../../policy/index.ts';
import { decideCrossSite, SAFE_METHODS } from '../cross-site.ts';
import { type Decision, lineOf, settle } from '../decision.ts';
import type { Engine } from '../engine.ts';
import type { Session } from '../facts.ts';
import { type Refusal, refuse } from '../reasons/index.ts';
import { refusalAt } from '../refusal-at.ts';

type RolesAccess = Exclude<Access, { kind: 'public' }>;

/** Cross-site policy, conditions, session, who acts, roles and step-up. */
export function decideAuthorize(_engine: Engine, decision: Decision): Refusal | null {
  const { route } = decision;
  if (route === null) return refuse('no_route');
  const { access } = route;
  const crossSite = settle(decision, decideCrossSite(decision, route), 'crossSite');
  if (crossSite !== null) return crossSite;
  if (access.conditions !== null) {
    const refused = decideConditions(access.conditions, decision);
    const condition = settle(decision, refusalAt(route, refused), 'conditions');
    if (condition !== null) return condition;
  }
  // A preflight never carries a session: what it asks leave for is decided when it comes.
  if (access.kind === 'public' || decision.preflight) return null;
  switch (decision.session.kind) {
    case 'none':
      return settle(decision, refuse('session_missing', lineOf(route, 'access')), 'roles');
    case 'invalid':
      return decideInvalid(decision, route, decision.session.detail);
    case 'verified':
      return decideSession(access, decision.session.session, decision, route);
  }
}

/** A revoked session that a route only observes was noted as that already. */
function decideInvalid(decision: Decision, route: RouteRule, detail: string): Refusal | null {
  if (decision.observed.some(({ reason }) => reason === 'session_revoked')) return null;
  return settle(decision, refuse('session_invalid', lineOf(route, 'access'), { detail }), 'roles');
}

function decideSession(access: RolesAccess, session: Session, decision: Decision, route: RouteRule): Refusal | null {
  return (
    settle(decision, decideActAs(access, session, decision, route), 'actAs') ??
    settle(decision, decideRoles(access, session, route), 'roles') ??
    settle(decision, decideStepUp(access.stepUp, session, decision, route), 'stepUp')
  );
}

function decideActAs(access: RolesAccess, session: Session, decision: Decision, route: RouteRule): Refusal | null {
  if (session.actAs === null || access.actAs === 'allowed') return null;
  if (access.actAs === 'never') return refuse('act_as_never', lineOf(route, 'actAs'));
  const { method, upgradesToWebSocket } = decision.request;
  return SAFE_METHODS.has(method) && !upgradesToWebSocket ? null : refuse('act_as_read_only', lineOf(route, 'actAs'));
}

function decideRoles({ roles }: RolesAccess, session: Session, route: RouteRule): Refusal | null {
  const opens = roles === 'any' ? session.roles.length > 0 : session.roles.some((role) => roles.includes(role));
  if (opens) return null;
  const detail = roles === 'any' ? 'any declared role' : `one of ${roles.join(', ')}`;
  return refuse('role_missing', lineOf(route, 'roles'), { detail });
}

function decideStepUp(stepUp: StepUp | null, session: Session, decision: Decision, route: RouteRule): Refusal | null {
  if (stepUp === null) return null;
  const at = lineOf(route, 'stepUp');
  const more = { stepUp: { withinSeconds: stepUp.withinSeconds, methods: stepUp.methods } };
  if (stepUp.methods.length > 0 && !session.methods.some((method) => stepUp.methods.includes(method))) {
    return refuse('authentication_too_weak', at, more);
  }
  return decision.request.nowSeconds - session.authenticatedAtSeconds <= stepUp.withinSeconds
    ? null
    : refuse('authentication_too_old', at, more);
}
