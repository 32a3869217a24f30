import type { ControlCoverage, CoveragePart } from '../module.ts';

export const coverage: ControlCoverage = {
  asks: 'lets each of its roles in alone; refuses an anonymous visitor and a session without its roles',
  items: ({ access }, policy) => {
    if (access.kind === 'public') return [];
    const items: CoveragePart[] = [{ key: 'session', does: 'refuses anonymous visitors', part: 'access' }];
    const { roles } = access;
    if (roles === 'any') return items;
    items.push(...roles.map((role) => ({ key: `role ${role}`, does: `lets ${role} in`, part: 'roles' })));
    if (policy.roles.some((role) => !roles.includes(role)))
      items.push({ key: 'roles', does: 'refuses a session without its roles', part: 'roles' });
    return items;
  },
  shows: ({ reason }) => {
    if (reason === 'session_missing' || reason === 'session_invalid') return ['session'];
    return reason === 'role_missing' ? ['roles'] : [];
  },
};
