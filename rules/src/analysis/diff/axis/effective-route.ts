import type { Engine } from '../../../engine/index.ts';
import type { Access, Conditions, Control, RouteRule } from '../../../policy/index.ts';

/** The route that decides in one version of the rules. */
export interface DecidingRoute {
  readonly engine: Engine;
  readonly rule: RouteRule;
  /** The gateway answers a preflight by this route. */
  readonly preflight: boolean;
}

/** How much of an answer the page that asks may read: nothing, an answer to anyone, an answer to the visitor's session. */
export type ReadAccess = 0 | 1 | 2;

/** A deciding route in effect for requests from one site. */
export interface EffectiveRoute extends DecidingRoute {
  /** The cross-site policy lets them pass. */
  readonly passesCrossSite: boolean;
  /** Their session counts for nothing. */
  readonly ignoresSession: boolean;
  readonly readAccess: ReadAccess;
}

/** Whether the route only observes the control. */
export function observes({ rule }: DecidingRoute, control: Control): boolean {
  return rule.observe.includes(control);
}

/** The access rule for sessions; `null` where the route does not look at one. */
export function sessionAccess({
  rule,
  preflight,
  ignoresSession,
}: EffectiveRoute): Extract<Access, { kind: 'roles' }> | null {
  return preflight || ignoresSession || rule.access.kind === 'public' ? null : rule.access;
}

/** The conditions that can refuse: none where the route only observes them. */
export function enforcedConditions(route: EffectiveRoute): Conditions | null {
  return observes(route, 'conditions') ? null : route.rule.access.conditions;
}
