import {
  type AxisBuilder,
  axisBetween,
  type EffectiveRoute,
  inSession,
  observes,
  sessionAccess,
} from '../../analysis/diff/axis/index.ts';
import { SAFE_METHODS } from '../../policy/index.ts';
import type { AccessControlDiff } from '../module.ts';

const build: AxisBuilder = (old, next, { visitor, method }) => {
  if (visitor === 'anonymous') return null;
  return axisBetween(old, next, [
    {
      words: ['without act-as'],
      passes: () => true,
      apply: inSession((session) => {
        session.actsAs = false;
      }),
    },
    {
      words: ['act-as'],
      passes: (route) => allowsActAs(route, method),
      apply: inSession((session) => {
        session.actsAs = true;
      }),
    },
  ]);
};

/** Whether a session may act as another user. */
export const diff: AccessControlDiff<'actAs'> = {
  axes: [
    {
      dimension: 'actAs',
      title: 'sessions with',
      parts: ['actAs'],
      sharedCause: () => null,
      prepare: () => build,
    },
  ],
  words: ({ actAs }) => (actAs === 'allowed' ? [] : [`act-as ${actAs}`]),
};

function allowsActAs(route: EffectiveRoute, method: string): boolean {
  const access = sessionAccess(route);
  if (access === null || access.actAs === 'allowed' || observes(route, 'actAs')) return true;
  return access.actAs === 'read-only' && SAFE_METHODS.has(method);
}
