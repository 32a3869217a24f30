import type { Policy } from '../../../policy/index.ts';
import { type Axis, anyOfAxis, axisBetween, type EffectiveRoute, observes } from '../axis/index.ts';
import type { Visitor } from './visitor.ts';

/** Who makes the request. */
export function whoAxis(
  visitor: Visitor,
  roles: readonly string[],
  old: EffectiveRoute | null,
  next: EffectiveRoute | null,
): Axis {
  if (visitor === 'anonymous') {
    return axisBetween('who', old, next, [
      {
        words: ['anonymous'],
        passes: passesAnonymously,
        apply: (candidate) => {
          candidate.session = null;
        },
      },
    ]);
  }
  return anyOfAxis(
    'who',
    old,
    next,
    [...roles, null].map((role) => ({
      word: role ?? 'no declared role',
      members: role === null ? [] : [role],
      passes: (route) => passesAs(route, role),
    })),
    (session, members) => {
      session.roles = members;
    },
  );
}

/** Roles that either version declares. */
export function rolesOfBoth(old: Policy, next: Policy): readonly string[] {
  return [...new Set([...old.roles, ...next.roles])].toSorted();
}

function passesAnonymously(route: EffectiveRoute): boolean {
  return route.preflight || route.rule.access.kind === 'public' || observes(route, 'roles');
}

function passesAs(route: EffectiveRoute, role: string | null): boolean {
  if (passesAnonymously(route)) return true;
  const { access } = route.rule;
  if (route.ignoresSession || access.kind === 'public' || role === null || !route.engine.roles.has(role)) return false;
  return access.roles === 'any' || access.roles.includes(role);
}
