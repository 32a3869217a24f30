import type { Conditions } from '../controls/conditions/policy.ts';
import type { OpenAccess, VisitorAccess } from '../controls/policy.ts';

/** Who may pass a route, and under which conditions. */
export type Access = PublicAccess | RolesAccess;

/** Anyone, signed in or not. */
export interface PublicAccess extends OpenAccess {
  readonly kind: 'public';
  readonly conditions: Conditions | null;
}

export interface RolesAccess extends OpenAccess, VisitorAccess {
  readonly kind: 'roles';
  readonly conditions: Conditions | null;
}
