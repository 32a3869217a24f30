import type { Conditions } from '../controls/conditions/policy.ts';
import type { OpenAccess, VisitorAccess } from '../controls/policy.ts';
import type { Credential } from './credentials.ts';

/** Who may pass a route, and under which conditions. */
export type Access = PublicAccess | RolesAccess;

/** Anyone, signed in or not. */
export interface PublicAccess extends OpenAccess {
  readonly kind: 'public';
  readonly conditions: Conditions | null;
}

export interface RolesAccess extends OpenAccess, VisitorAccess {
  readonly kind: 'roles';
  /** What visitors may show; others are not looked at. */
  readonly credentials: readonly Credential[];
  readonly conditions: Conditions | null;
}
