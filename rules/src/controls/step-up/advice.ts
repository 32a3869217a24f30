import { lineOf, SECOND_FACTORS } from '../../engine/index.ts';
import type { Access, Policy, RouteRule } from '../../policy/index.ts';
import { type Advice, createAdvice } from './advice.ts';
import { writesOf } from './writes.ts';

const HOUR_SECONDS = 60 * 60;

type RolesAccess = Extract<Access, { kind: 'roles' }>;

/** What routes for sessions let a session do, or let others keep of it. */
export function adviseOnSessions(policy: Policy): readonly Advice[] {
  return policy.routes.flatMap((route) => {
    const { access } = route;
    if (access.kind === 'public') return [];
    return [...weakMethods(route, access), ...longStepUp(route, access), ...actAs(route, access), ...kept(route)];
  });
}

function weakMethods(route: RouteRule, { stepUp }: RolesAccess): readonly Advice[] {
  const weak = (stepUp?.methods ?? []).filter((method) => !SECOND_FACTORS.has(method));
  if (weak.length === 0) return [];
  return [
    createAdvice(
      'weak_step_up',
      lineOf(route, 'stepUp'),
      `For the step-up of route "${route.id}", ${weak.join(', ')} is enough, which is not a second factor.`,
      'List second factors only, such as [otp, hwk], or leave "methods" out.',
    ),
  ];
}

function longStepUp(route: RouteRule, { stepUp }: RolesAccess): readonly Advice[] {
  if (stepUp === null || stepUp.withinSeconds <= HOUR_SECONDS) return [];
  return [
    createAdvice(
      'weak_step_up',
      lineOf(route, 'stepUp'),
      `The step-up of route "${route.id}" accepts a proof from ${Math.round(stepUp.withinSeconds / 60)} minutes ago.`,
      'Shorten "within", to 15m for example.',
    ),
  ];
}

/** Who acts for somebody must be able to stop: sign-in routes also end sessions. */
function actAs(route: RouteRule, access: RolesAccess): readonly Advice[] {
  const writes = writesOf(route);
  if (access.actAs !== 'allowed' || route.signIn || writes.length === 0) return [];
  return [
    createAdvice(
      'act_as_writes',
      lineOf(route, 'actAs'),
      `Sessions in another user's name may ${writes.join(', ')} on route "${route.id}".`,
      'Write "actAs: read-only", or "never". If support must change things for users, leave it, and add "audit: required".',
    ),
  ];
}

function kept(route: RouteRule): readonly Advice[] {
  if (route.cache === 'private') return [];
  return [
    createAdvice(
      'session_cached',
      lineOf(route, 'cache'),
      `Answers of route "${route.id}" need a session and keep the origin's Cache-Control.`,
      'Remove "cache": answers to a session are then private, no-store. If the origin marks them all private, leave it.',
    ),
  ];
}
