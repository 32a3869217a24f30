import type { Session } from '../../engine/facts.ts';
import type { VisitorAccess } from '../policy.ts';
import type { Refused } from '../refused.ts';

export function decideRoles(
  { roles }: Pick<VisitorAccess, 'roles'>,
  session: Session,
): Refused<'role_missing', 'roles'> | null {
  const opens = roles === 'any' ? session.roles.length > 0 : session.roles.some((role) => roles.includes(role));
  if (opens) return null;
  const detail = roles === 'any' ? 'any declared role' : `one of ${roles.join(', ')}`;
  return { reason: 'role_missing', part: 'roles', detail };
}
