import { checkReferences, type Path } from '../../compiler/problems/index.ts';
import type { ControlScope } from '../../compiler/scope/index.ts';
import type { VisitorAccess } from '../policy.ts';

/** Without the key, a route is public, or the access says too little. */
export interface RolesEntry {
  readonly roles: 'any' | readonly string[];
}

export function compile({ roles }: RolesEntry, { report, declared }: ControlScope, path: Path): VisitorAccess['roles'] {
  if (declared.roles.size === 0)
    // Once for all routes, at the top: each reference would only repeat it.
    report.add(
      [],
      'lock_out',
      'The rules declare no role, so no session can have one.',
      'Declare the roles at the top, under "roles".',
    );
  else if (roles !== 'any')
    checkReferences(report, [...path, 'roles'], roles, declared.roles, {
      what: 'role',
      emptyFix: 'List the roles that may pass, or write any.',
    });
  return roles;
}
