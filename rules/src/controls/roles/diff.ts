import {
  anyOfAxis,
  axisBetween,
  type ControlAxis,
  type EffectiveRoute,
  observes,
  type Regions,
  routeCause,
} from '../../analysis/diff/axis/index.ts';
import { countedRoles } from '../../engine/index.ts';
import type { Policy } from '../../policy/index.ts';
import type { AccessControlDiff } from '../module.ts';

const PARTS = ['roles', 'credentials', 'access'];
const BY_TOKEN = ' by token';

/** Who makes the request: an anonymous visitor, or a session with some roles. */
const who: ControlAxis = {
  dimension: 'who',
  title: 'who',
  parts: PARTS,
  sharedCause: ({ rule: old }, { rule: next }) => {
    const isAny = [old, next].every(({ access }) => access.kind === 'roles' && access.roles === 'any');
    return isAny ? { ...routeCause(old, next, PARTS), key: 'roles' } : null;
  },
  prepare: ({ policy: before }, { policy: after }) => {
    const roles = rolesOfBoth(before, after);
    return (old, next, { visitor }) =>
      visitor === 'anonymous' ? anonymousAxis(old, next) : sessionAxis(old, next, roles, visitor === 'token');
  },
};

export const diff: AccessControlDiff<'roles'> = {
  axes: [who],
  words: ({ roles }) => {
    if (roles === 'any') return ['any role'];
    return [`${roles.length === 1 ? 'role' : 'roles'} ${roles.join(', ')}`];
  },
};

function anonymousAxis(old: EffectiveRoute | null, next: EffectiveRoute | null): Regions {
  return axisBetween(old, next, [
    {
      words: ['anonymous'],
      passes: passesAnonymously,
      apply: (candidate) => {
        candidate.session = null;
      },
    },
  ]);
}

function sessionAxis(
  old: EffectiveRoute | null,
  next: EffectiveRoute | null,
  roles: readonly string[],
  byToken: boolean,
): Regions {
  return anyOfAxis(
    old,
    next,
    [...roles, null].map((role) => ({
      word: `${role ?? 'no declared role'}${byToken ? BY_TOKEN : ''}`,
      members: role === null ? [] : [role],
      passes: (route) => passesAs(route, role, byToken),
    })),
    (session, members) => {
      session.roles = members;
      session.byToken = byToken;
    },
  );
}

/** Roles that either version declares. */
function rolesOfBoth(old: Policy, next: Policy): readonly string[] {
  return [...new Set([...old.roles, ...next.roles])].toSorted();
}

function passesAnonymously(route: EffectiveRoute): boolean {
  return route.preflight || route.rule.access.kind === 'public' || observes(route, 'roles');
}

function passesAs(route: EffectiveRoute, role: string | null, byToken: boolean): boolean {
  if (passesAnonymously(route)) return true;
  const { access } = route.rule;
  if (route.ignoresSession || access.kind === 'public' || role === null) return false;
  if (!countedRoles(route.engine, byToken).has(role)) return false;
  return access.roles === 'any' || access.roles.includes(role);
}
