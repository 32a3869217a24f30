import type { Role, TenantContext } from '@portcullis/origin';

/** Roles that may open each part. The gateway's rules say the same; the app checks again, so that neither has to be right alone. */
export const ROLES = {
  loads: ['owner', 'admin', 'dispatcher', 'safety', 'read_only', 'driver'],
  loadsWrite: ['owner', 'admin', 'dispatcher'],
  invoices: ['owner', 'accounting'],
  drivers: ['owner', 'admin', 'dispatcher', 'safety'],
  settings: ['owner', 'admin'],
  upload: ['owner', 'admin', 'dispatcher', 'driver', 'accounting'],
} as const satisfies Record<string, readonly Role[]>;

/** A part of the app that only some roles may use. */
export type Part = keyof typeof ROLES;

/** Whether one of `roles` opens `part`. */
export function mayUse(part: Part, roles: readonly string[]): boolean {
  const opening: readonly string[] = ROLES[part];
  return roles.some((role) => opening.includes(role));
}

/** Whether the user may change something in `part`. A session that acts for another user may only read. */
export function mayChange(part: Part, { roles, actAs }: Pick<TenantContext, 'roles' | 'actAs'>): boolean {
  return actAs === null && mayUse(part, roles);
}
